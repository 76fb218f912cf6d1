/** What a board says about who has it. */
import { ns } from '#core/units.js';
import type { Occupancy } from '#ports/boards.js';
import { parseHolder, parsePairs } from './answers.js';

/** Processes that are named to a person who must look at them. */
const pidsMost = 20;

export function parseOccupancy(text: string): Occupancy | undefined {
  if (!text.endsWith('end\n')) return undefined;
  const value = parsePairs(text);
  if (text.startsWith('free\n')) return freeIn(value);
  return text.startsWith('held\n') ? heldIn(text, value) : undefined;
}

function freeIn(value: ReadonlyMap<string, string>): Occupancy | undefined {
  const swept = /^\d{1,7}$/.exec(value.get('swept') ?? '0');
  const left = (['empty', 'left-over'] as const).find((known) => known === (value.get('left') ?? 'empty'));
  return swept && left ? { kind: 'free', swept: Number(swept[0]), left } : undefined;
}

function heldIn(text: string, value: ReadonlyMap<string, string>): Occupancy {
  const holder = parseHolder(text);
  const limit = /^\d{1,12}$/.exec(value.get('limit') ?? '');
  const pids = (value.get('pids') ?? '').split(' ').filter((pid) => /^[1-9]\d{0,9}$/.test(pid));
  return {
    kind: 'held',
    holder: holder.pid === null ? null : { ...holder, limitNs: limit ? ns(Number(limit[0]) * 1e7) : null },
    pids: pids.slice(0, pidsMost).map(Number),
  };
}
