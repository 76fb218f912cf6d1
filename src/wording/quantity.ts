/** Quantities as people read them. Three significant digits; the unit is always written; unknown is never a zero. */

interface Scale {
  readonly unit: string;
  readonly size: number;
}

const nanosecondsPer: readonly [Scale, ...Scale[]] = [
  { unit: 'ns', size: 1 },
  { unit: 'µs', size: 1e3 },
  { unit: 'ms', size: 1e6 },
  { unit: 's', size: 1e9 },
];

/** `1.84 ms`. */
export function latency(ns: number): string {
  const { unit, size } = scaleOf(ns, nanosecondsPer);
  return `${significant(ns / size)} ${unit}`;
}

/**
 * `1.84 ms (1.80–1.88)`: the interval is in the unit and with the decimals of the number that it is about. Over two
 * sessions it can reach thousands of times as far: then its ends are cut, `(<0.01–>184)`, since their digits mean nothing.
 */
export function latencyWithInterval(ns: number, interval: { readonly lowNs: number; readonly highNs: number }): string {
  const { unit, size } = scaleOf(ns, nanosecondsPer);
  const places = decimals(ns / size);
  const least = 10 ** -places;
  const low = interval.lowNs / size < least / 2 ? `<${least.toFixed(places)}` : (interval.lowNs / size).toFixed(places);
  const far = ns * 100;
  const high = interval.highNs > far ? `>${(far / size).toFixed(0)}` : (interval.highNs / size).toFixed(places);
  return `${(ns / size).toFixed(places)} ${unit} (${low}–${high})`;
}

/** Decimal multiples, as disks and data sheets count: `4.21 MB`. */
export function byteCount(bytes: number): string {
  const scale = scaleOf(bytes, [
    { unit: 'B', size: 1 },
    { unit: 'kB', size: 1e3 },
    { unit: 'MB', size: 1e6 },
    { unit: 'GB', size: 1e9 },
    { unit: 'TB', size: 1e12 },
  ]);
  return scale.size === 1 ? `${Math.round(bytes)} B` : `${significant(bytes / scale.size)} ${scale.unit}`;
}

/** `97.7 %`. Only everything is 100 % and only nothing is 0 %: rounding never claims either. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return 'unknown';
  const tenths = Math.round((part / whole) * 1000);
  const honest = part >= whole ? 1000 : part <= 0 ? 0 : Math.min(999, Math.max(1, tenths));
  return honest === 1000 ? '100 %' : honest === 0 ? '0 %' : `${(honest / 10).toFixed(1)} %`;
}

/** `293 of 300 (97.7 %)`. */
export function counted(part: number, whole: number): string {
  return `${part} of ${whole} (${percent(part, whole)})`;
}

/** `1.479 GHz`: to a thousandth of a per cent, since clocks have steps. */
export function frequency(hertz: number): string {
  const { unit, size } = scaleOf(hertz, [
    { unit: 'Hz', size: 1 },
    { unit: 'kHz', size: 1e3 },
    { unit: 'MHz', size: 1e6 },
    { unit: 'GHz', size: 1e9 },
  ]);
  return `${Number((hertz / size).toPrecision(6))} ${unit}`;
}

export function perSecond(rate: number): string {
  return `${rate >= 1000 ? String(Math.round(rate)) : significant(rate)} /s`;
}

/** `1 min 12 s`; below ten seconds with one decimal; from a day on in days and hours. */
export function elapsed(ns: number): string {
  const tenths = Math.max(0, Math.round(ns / 1e8));
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`;
  const total = Math.max(0, Math.round(ns / 1e9));
  const [days, hours, minutes, seconds] = [
    Math.floor(total / 86_400),
    Math.floor(total / 3600) % 24,
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${two(minutes)} min`;
  if (minutes > 0) return `${minutes} min ${two(seconds)} s`;
  return `${seconds} s`;
}

/** `4 min ago`, for people only. A time ahead of `now` means that a clock was set: then the time itself is said. */
export function ago(then: string, now: string): string {
  const seconds = Math.round((Date.parse(now) - Date.parse(then)) / 1000);
  if (!Number.isFinite(seconds) || seconds < -60) return moment(then);
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? 'a day ago' : `${days} days ago`;
}

/** `2026-11-20 13:30 UTC`. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** `1 cell`, `2 cells`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function significant(value: number): string {
  return value.toFixed(decimals(value));
}

/** Decimal places that leave three significant digits, after rounding: 9.996 has one place less than 9.99. */
function decimals(value: number): number {
  const rounded = Math.abs(Number(value.toPrecision(3)));
  return rounded >= 100 || rounded === 0 ? 0 : rounded >= 10 ? 1 : 2;
}

/** The largest unit in which the rounded number is at least one. */
function scaleOf(value: number, scales: readonly [Scale, ...Scale[]]): Scale {
  const magnitude = Math.abs(Number(value.toPrecision(3)));
  return scales.findLast((scale) => magnitude >= scale.size) ?? scales[0];
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
