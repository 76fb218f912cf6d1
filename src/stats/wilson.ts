/**
 * Interval of a proportion from counts: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
 * JASA 22 (1927) 209–212. Unlike the textbook interval it has a width at 0 and at 100 %.
 */
import { invariant } from '#core/invariant.js';

export interface ProportionInterval {
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % quantile of the normal distribution: 95 % two-sided. */
const z95 = 1.959_963_984_540_054;

/** Of nothing counted nothing is known: 0 to 1. */
export function wilson(hits: number, counted: number, z: number = z95): ProportionInterval {
  invariant(hits >= 0 && hits <= counted, `${hits} hits of ${counted}`);
  if (counted === 0) return { low: 0, high: 1 };
  const share = hits / counted;
  const spread = (z * z) / counted;
  const centre = (share + spread / 2) / (1 + spread);
  const half = (z / (1 + spread)) * Math.sqrt((share * (1 - share)) / counted + spread / (4 * counted));
  // Exact at the ends, where rounding would leave some 1e-17.
  return { low: hits === 0 ? 0 : Math.max(0, centre - half), high: hits === counted ? 1 : Math.min(1, centre + half) };
}
