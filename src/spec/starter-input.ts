/** The one input that a runner will feed: its shape made whole from the file, from what was asked, and from the data. */
import { err, ok, type Result } from '#core/result.js';
import type { TensorFacts } from '#domain/model-facts.js';
import type { StarterMistake } from '#domain/starter.js';

/** `--shape input=1x3x224x224`; without a name it is meant for every model. */
export interface AskedShape {
  readonly input: string | null;
  readonly sizes: readonly number[];
}

export interface InputContext {
  readonly shapes: readonly AskedShape[];
  /** Shape of one item of the data, when there are data. */
  readonly item: readonly number[] | null;
}

/** What exporters call a first dimension that counts the items; a nameless one is taken for it too. */
const batchLike = /^(?:|n|b|bs|.*batch.*|unk_.*|dim_?0|dynamic_axes_.*|\?)$/i;

export function starterInput(
  file: string,
  inputs: readonly TensorFacts[],
  context: InputContext,
): Result<TensorFacts, StarterMistake> {
  const [input, another] = inputs;
  if (!input || another) return err({ kind: 'inputs', file, inputs });
  if (input.type !== 'float32') return err({ kind: 'input-type', file, input });
  const asked = context.shapes.find((one) => one.input === input.name) ?? context.shapes.find((one) => !one.input);
  if (asked) {
    if (!fits(asked.sizes, input.shape)) return err({ kind: 'shape', file, input, asked: asked.sizes });
    return ok({ ...input, shape: asked.sizes });
  }
  const shape = filled(input.shape, context.item);
  return shape ? ok({ ...input, shape }) : err({ kind: 'free-dimensions', file, input });
}

/** A free dimension takes any size; of an unknown shape anything fits. */
export function fits(sizes: readonly number[], shape: TensorFacts['shape']): boolean {
  if (shape.length === 0) return sizes.length > 0;
  return (
    sizes.length === shape.length &&
    shape.every((dimension, at) => typeof dimension === 'string' || dimension === sizes[at])
  );
}

/** Undefined when a dimension stays unknown. The batch alone may: one item at a time is what is measured. */
function filled(shape: TensorFacts['shape'], item: readonly number[] | null): TensorFacts['shape'] | undefined {
  if (shape.length === 0) return item ? ['batch', ...item] : undefined;
  const whole: (number | string)[] = [];
  for (const [at, dimension] of shape.entries()) {
    const known = typeof dimension === 'number' ? dimension : at === 0 ? batchOf(dimension, item) : item?.[at - 1];
    if (known === undefined) return undefined;
    whole.push(known);
  }
  return whole;
}

/** With data the first dimension is the items', whatever it is called. */
function batchOf(name: string, item: readonly number[] | null): string | undefined {
  return item || batchLike.test(name) ? 'batch' : undefined;
}
