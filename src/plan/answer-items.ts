/** What both models are asked when a conversion is checked: a few items, the same ones for ever. */
import type { Known } from '#domain/known.js';
import type { Drawn, Measurement } from '#domain/plan.js';

/** Enough for a first class that is wrong by chance not to decide, few enough for the largest models. */
const itemsMost = 8;
const randomSeed = 1;

/** Undefined: nobody says how large an item is. */
export function answerItems(
  { inputImages, input }: Pick<Measurement, 'inputImages' | 'input'>,
  known: Known,
): Drawn | undefined {
  const there = inputImages ? (known.tensors?.get(inputImages.digest)?.items ?? 0) : 0;
  if (inputImages && there > 0) {
    const count = Math.min(itemsMost, there);
    // Spread over the set: sets are often sorted by class.
    const items = Array.from({ length: count }, (_, at) => Math.floor((at * there) / count));
    return { kind: 'items', file: inputImages, items };
  }
  if (!input.shape) return undefined;
  const [, ...rest] = input.shape;
  // A free dimension is one, as where random numbers are measured with.
  const shape = [itemsMost, ...rest.map((size) => (typeof size === 'number' ? size : 1))];
  return { kind: 'random', shape, seed: randomSeed };
}
