/** `10ms`, `1.5 MB`, `95%`, `100/s`: numbers with the units that a metric can have, exact to the last decimal. */
import type { MetricKind } from '#domain/selector.js';

/** Powers of ten, or a factor where it is none. Sizes count as the tables do: kB is a thousand bytes, KiB 1024. */
interface Unit {
  readonly power: number;
  readonly factor?: number;
}

const byKind: Readonly<Record<MetricKind, Readonly<Record<string, Unit>>>> = {
  time: {
    ns: { power: 0 },
    us: { power: 3 },
    µs: { power: 3 },
    ms: { power: 6 },
    s: { power: 9 },
    min: { power: 9, factor: 60 },
  },
  bytes: {
    B: { power: 0 },
    kB: { power: 3 },
    MB: { power: 6 },
    GB: { power: 9 },
    KiB: { power: 0, factor: 1024 },
    MiB: { power: 0, factor: 1024 ** 2 },
    GiB: { power: 0, factor: 1024 ** 3 },
  },
  rate: { '/s': { power: 0 } },
  share: { '%': { power: -2 } },
};

/** Those that people are told of. */
export function unitsOf(kind: MetricKind): readonly string[] {
  return Object.keys(byKind[kind]).filter((unit) => unit !== 'µs');
}

/** A rate and a share go without one. */
function needsUnit(kind: MetricKind): boolean {
  return kind === 'time' || kind === 'bytes';
}

/** The number in base units; undefined when the unit is none of the metric's, or lacks. `number` is decimal, perhaps with an exponent. */
export function quantityOf(kind: MetricKind, number: string, unit: string): number | undefined {
  if (unit === '') return needsUnit(kind) ? undefined : Number(number);
  const found = unitFor(kind, unit);
  if (!found) return undefined;
  const [mantissa = '', exponent = '0'] = number.toLowerCase().split('e');
  // The power goes into the text: 4.1 * 1e6 is not 4100000, and 4.1e6 is.
  return Number(`${mantissa}e${Number(exponent) + found.power}`) * (found.factor ?? 1);
}

/** Case counts for nothing: there are no millibytes. The micro sign has two code points. */
function unitFor(kind: MetricKind, unit: string): Unit | undefined {
  const wanted = unit.replace('\u03bc', 'µ').toLowerCase();
  return Object.entries(byKind[kind]).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

export function isUnit(kind: MetricKind, text: string): boolean {
  return unitFor(kind, text) !== undefined;
}

/** In the largest unit in which it is one or more and comes back to the same number. */
export function printQuantity(kind: MetricKind, value: number): string {
  const units = Object.entries(byKind[kind]).filter(([unit, { factor }]) => factor === undefined && unit !== 'µs');
  for (const [unit, { power }] of units.reverse()) {
    const number = decimal(value, -power);
    if (power > 0 && Number(number) >= 1 && quantityOf(kind, number, unit) === value) return `${number}${unit}`;
  }
  return `${value}${needsUnit(kind) ? (units.find(([, { power }]) => power === 0)?.[0] ?? '') : ''}`;
}

/** Moves the point in the text, since a division would round. */
function decimal(value: number, power: number): string {
  const text = String(value);
  return text.includes('e') ? text : String(Number(`${text}e${power}`));
}
