/** What a board says of this moment, as values: bounded and plain, or unknown. */
import { type Bytes, type Nanoseconds, ns } from '#core/units.js';
import type { BoardMoment, ClockOffset, Temperature } from '#domain/board-moment.js';

/** When the question left and when the first of the answer came, on our clocks. */
export interface Asking {
  /** Unix time at which it left, in milliseconds. */
  readonly wallMs: number;
  readonly leftNs: Nanoseconds;
  readonly answeredNs: Nanoseconds;
}

/** More zones or names than this are no board that anybody reads about. */
const most = 16;

export function parseMoment(facts: ReadonlyMap<string, string>, asking: Asking): BoardMoment {
  const load = /^\d{1,6}\.\d{1,3}$/.exec(facts.get('load') ?? '');
  return {
    load: load ? Number(load[0]) : null,
    users: usersIn(facts.get('users')),
    temperatures: [...facts].flatMap(([key, value]) => temperatureIn(key, value)).slice(0, most),
    clock: offsetOf(facts.get('wall'), asking),
    diskBytes: /^[1-9]\d{0,15}$/.test(facts.get('disk') ?? '') ? (Number(facts.get('disk')) as Bytes) : null,
  };
}

/** Each once: somebody with two windows is one person. */
function usersIn(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const names = text.split(' ').filter((name) => /^[A-Za-z0-9._@-]{1,64}$/.test(name));
  return [...new Set(names)].slice(0, most);
}

/** The kernel counts in thousandths of a degree; zones that are switched off say absurd things. */
function temperatureIn(key: string, value: string): readonly Temperature[] {
  const zone = /^temperature\.([A-Za-z0-9._-]{1,64})$/.exec(key)?.[1];
  if (zone === undefined || !/^-?\d{1,6}$/.test(value)) return [];
  const celsius = Number(value) / 1000;
  return celsius > -60 && celsius < 200 ? [{ zone, celsius }] : [];
}

/**
 * As in NTP: the board read its clock somewhere between question and answer, most likely in the middle, and surely not
 * further from it than half of the way. A clock that says seconds only may be a second further on.
 */
function offsetOf(text: string | undefined, { wallMs, leftNs, answeredNs }: Asking): ClockOffset | null {
  const parts = /^(\d{1,11})(?:\.(?:(\d{9})$|%N$)|$)/.exec(text ?? '');
  if (!parts) return null;
  const halfNs = (answeredNs - leftNs) / 2;
  // In seconds and rests apart: nanoseconds since 1970 are more than a number holds exactly.
  const wholeS = Number(parts[1]) - Math.floor(wallMs / 1000);
  const coarse = parts[2] === undefined;
  const restNs = coarse ? 5e8 : Number(parts[2]);
  const skewNs = wholeS * 1e9 + restNs - (wallMs % 1000) * 1e6 - halfNs;
  // Our own clock says whole milliseconds.
  return { skewNs: ns(skewNs), uncertaintyNs: ns(halfNs + (coarse ? 5e8 : 0) + 1e6) };
}
