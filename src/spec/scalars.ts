/** Plain scalars that another reader, or a hasty human, reads as something else. Ids must not be such. */
import { type Bytes, bytes, type Nanoseconds, ns } from '#core/units.js';

/**
 * YAML 1.1 booleans and nulls, and anything that some YAML version reads as a number, a date or a sexagesimal. Small plain
 * integers are the exception: `1` can only be one thing.
 */
const words = /^(?:~|null|true|false|yes|no|on|off|y|n)$/i;
const integer = /^(?:0|[1-9][0-9]{0,14})$/;
const numeric =
  /^[-+]?(?:0[box][0-9a-f_]+|[0-9][0-9_]*|(?:[0-9][0-9_]*)?\.[0-9_]*(?:e[-+]?[0-9]+)?|[0-9][0-9_]*e[-+]?[0-9]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\.inf|\.nan)$/i;
const date = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/;

/** Whether an unquoted scalar with this text must be quoted before it can name something. */
export function isAmbiguous(text: string): boolean {
  if (integer.test(text)) return false;
  return text === '' || words.test(text) || numeric.test(text) || date.test(text);
}

const perUnit: Readonly<Record<string, number>> = { us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** `500ms`, `5s`, `60m`, `3h`; undefined when it is no duration or longer than thirty days. */
export function parseDuration(text: string): Nanoseconds | undefined {
  const found = /^([0-9]{1,9}(?:\.[0-9]{1,6})?)(us|ms|s|m|h)$/.exec(text);
  if (!found) return undefined;
  const value = Number(found[1]) * (perUnit[found[2] ?? ''] ?? Number.NaN);
  return value <= 30 * 24 * 3600e9 ? ns(value) : undefined;
}

const perSize: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** `500MB`, `4GiB`; undefined when it is no size, or more than can be counted exactly. */
export function parseSize(text: string): Bytes | undefined {
  const found = /^([0-9]{1,9}(?:\.[0-9]{1,6})?)([A-Za-z]{1,3})$/.exec(text);
  if (!found) return undefined;
  const value = Math.round(Number(found[1]) * (perSize[found[2] ?? ''] ?? Number.NaN));
  return Number.isSafeInteger(value) ? bytes(value) : undefined;
}
