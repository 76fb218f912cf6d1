/**
 * How far the answers of a converted model may be from those of its source, by the precision that comes out. A toolchain may
 * say otherwise for a conversion (`check`). They are for catching conversions that are broken (a scale that is lost, weights
 * in another order, an input that is read in another layout: cosines of 0 to 0.9), not for judging how well one quantises.
 */
import type { Precision } from './model.js';
import type { CheckLimits } from './toolchain.js';

export type AllLimits = Required<CheckLimits>;

const byPrecision: Readonly<Record<string, AllLimits>> = {
  // The same arithmetic in another order: some 1e-6 an operation, amplified to 1e-4 by networks of a hundred layers.
  fp32: { cosine: 0.9999, maxError: 0.01, top1: 1 },
  // 11 significant bits, 5e-4 an operation.
  fp16: { cosine: 0.999, maxError: 0.05, top1: 0.875 },
  // 8 significant bits, 4e-3 an operation.
  bf16: { cosine: 0.99, maxError: 0.15, top1: 0.75 },
  // 256 steps over a range that was guessed from a few items: what a good conversion loses differs much between networks.
  int8: { cosine: 0.9, maxError: 0.5, top1: 0.5 },
};

/** Of precisions that nobody here knows (`w4a16`, `fp8`): as loose as the coarsest that is known. */
const others: AllLimits = { cosine: 0.9, maxError: 0.5, top1: 0.5 };

/** What the conversions on the way say, the last one last, comes before what the precision says. */
export function limitsFor(precision: Precision, said: readonly (CheckLimits | undefined)[]): AllLimits {
  const usual = Object.hasOwn(byPrecision, precision) ? byPrecision[precision] : undefined;
  return said.reduce<AllLimits>((limits, more) => ({ ...limits, ...more }), usual ?? others);
}
