/** A metric is identified by name, statistic, unit, scope and source: unequal identities are never compared. */

export type MetricSource = 'computed' | 'reported';
/** Of time, amount, rate and electricity; `per-joule` is inferences per second and watt. */
export const metricUnits = [
  'ns',
  'bytes',
  'count',
  'ratio',
  'per-second',
  'watts',
  'joules',
  'per-joule',
  'volts',
  'amperes',
  'celsius',
  'hertz',
] as const;
export type MetricUnit = (typeof metricUnits)[number];

/** The scope of a latency with several inferences in flight; of one alone it is `inference`. */
export const underLoadScope = 'under-load';

export interface Metric {
  readonly name: string;
  readonly statistic: string;
  /** What it is a property of: `inference`, `under-load`, `load`, `process`, `model`, `data`. */
  readonly scope: string;
  readonly unit: MetricUnit;
  readonly source: MetricSource;
  /** Null is unknown, with its reason. */
  readonly value: number | null;
  readonly unknownBecause?: string;
  /** How many observations stand behind it. */
  readonly count?: number;
}
