/**
 * A number as a tool prints it → its value in the unit that is kept, exact to the last digit, or why it is none. A comma
 * is never guessed at: in one locale "4,490" is four and a half, in another four thousand.
 */
import type { MetricUnit } from '#domain/metric.js';

/** Stable words, not prose. */
export const numberProblems = [
  'not-a-number',
  'comma-in-number',
  'negative',
  'not-whole',
  'too-large',
  'unknown-unit',
] as const;
export type NumberProblem = (typeof numberProblems)[number];

/** What one of a printed unit is in the kept one: a power of ten, and a factor where that is not all. */
type Scale = readonly [tens: number, times?: number];

export interface Units {
  readonly unit: MetricUnit;
  readonly scales: Readonly<Record<string, Scale>>;
  /** It may be below zero. */
  readonly signed?: true;
}

export const timeUnits: Units = {
  unit: 'ns',
  scales: {
    ns: [0],
    us: [3],
    '\u00b5s': [3],
    '\u03bcs': [3],
    usec: [3],
    ms: [6],
    msec: [6],
    s: [9],
    sec: [9],
    secs: [9],
    seconds: [9],
  },
};

/** Where a tool says MB or KB, its parser says what it means by that: half of them mean MiB. */
export const byteUnits: Units = {
  unit: 'bytes',
  scales: { B: [0], bytes: [0], KiB: [0, 1024], MiB: [0, 1024 ** 2], GiB: [0, 1024 ** 3] },
};

export const powerUnits: Units = { unit: 'watts', scales: { uW: [-6], mW: [-3], W: [0] } };
export const voltUnits: Units = { unit: 'volts', scales: { mV: [-3], V: [0] } };
export const currentUnits: Units = { unit: 'amperes', scales: { mA: [-3], A: [0] }, signed: true };
export const temperatureUnits: Units = { unit: 'celsius', scales: { C: [0], "'C": [0], '°C': [0] }, signed: true };
export const clockUnits: Units = { unit: 'hertz', scales: { Hz: [0], kHz: [3], KHz: [3], MHz: [6], GHz: [9] } };
/** A share: a half is 50 %. */
export const shareUnits: Units = { unit: 'ratio', scales: { '%': [-2] } };

const form = /^([+-]?)(\d{1,18}(?:\.\d{1,18})?)(?:[eE]([+-]?\d{1,3}))?$/;
/** Far above any figure of a tool in any unit kept: 10^18 ns are thirty years. */
const most = 1e18;

/** Alone, without a unit. `tens`: of the unit that its place in the output gives to it. */
export function readNumber(word: string, tens = 0): number | NumberProblem {
  const [, sign, digits, exponent = '0'] = form.exec(word) ?? [];
  if (digits === undefined) return /^[+-]?\d+(?:[.,]\d+)*,\d/.test(word) ? 'comma-in-number' : 'not-a-number';
  // By its digits: 4.35 ms are 4350000 ns, and not a millionth of a nanosecond less.
  const value = Number(`${digits}e${Number(exponent) + tens}`);
  if (value > most) return 'too-large';
  return sign === '-' && value !== 0 ? -value : value;
}

/** A count: whole, and not below zero. */
export function readCount(word: string): number | NumberProblem {
  const value = readNumber(word);
  if (typeof value === 'string') return value;
  if (value < 0) return 'negative';
  if (!Number.isInteger(value)) return 'not-whole';
  return Number.isSafeInteger(value) ? value : 'too-large';
}

/** `4.49 ms`, `4.49ms`, `35.2'C`: a number and its unit, and nothing else. */
export function readQuantity(text: string, { scales, signed }: Units): number | NumberProblem {
  const [, word = '', unit = ''] = /^([+-]?[\d.,]+(?:[eE][+-]?\d+)?|\S+)\s*(.*)$/.exec(text.trim()) ?? [];
  // Of "4,49 ms" and of "none ms" the number is what is wrong, whatever the unit is.
  const number = readNumber(word);
  if (typeof number === 'string') return number;
  const scale = Object.hasOwn(scales, unit) ? scales[unit] : undefined;
  if (!scale) return 'unknown-unit';
  if (number < 0 && !signed) return 'negative';
  return scaled(word, scale);
}

function scaled(word: string, [tens, times = 1]: Scale): number | NumberProblem {
  const value = readNumber(word, tens);
  if (typeof value === 'string') return value;
  return Math.abs(value) * times > most ? 'too-large' : value * times;
}
