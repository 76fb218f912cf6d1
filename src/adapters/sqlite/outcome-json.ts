/** An outcome as two columns: its kind, and as JSON what it says beyond that. */
import { exhaustive } from '#core/invariant.js';
import type { Doubt, DoubtCode, Outcome } from '#domain/outcome.js';
import { failureFrom, isFacts } from './failure-json.js';
import { isObject, type Row } from './row.js';

export function detailOf(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'succeeded':
      return null;
    case 'unsupported':
    case 'failed':
      return JSON.stringify(outcome.failure);
    case 'invalid':
      return JSON.stringify(outcome.doubts);
    case 'cancelled':
      return JSON.stringify(outcome.by);
    default:
      return exhaustive(outcome);
  }
}

const kinds = ['succeeded', 'unsupported', 'failed', 'invalid', 'cancelled'] as const;
const cancellers = ['user', 'deadline', 'sibling'] as const;
/** A record, so that a new code does not compile until it can be read back. */
const doubtCodes: Readonly<Record<DoubtCode, true>> = {
  'execution/arithmetic': true,
  'execution/provider': true,
  'execution/unit': true,
  'answers/differ': true,
  'answers/none': true,
  'protocol/not-followed': true,
};

/** Undefined: the attempt is open. */
export function outcomeFrom(row: Row): Outcome | undefined {
  if (row.textOrNull('outcome') === null) return undefined;
  const kind = row.oneOf('outcome', kinds);
  if (kind === 'succeeded') return { kind };
  const detail = row.json('detail');
  if (kind === 'cancelled') {
    return { kind, by: cancellers.find((by) => by === detail) ?? row.damaged('detail names nobody who cancels') };
  }
  if (kind === 'invalid') return { kind, doubts: doubtsFrom(row, detail) };
  return { kind, failure: failureFrom(detail) ?? row.damaged('detail is no failure') };
}

export function doubtsFrom(row: Row, value: unknown): readonly Doubt[] {
  const doubts = Array.isArray(value) ? value.map((one) => doubtFrom(one) ?? row.damaged('a doubt is none')) : [];
  return doubts.length > 0 ? doubts : row.damaged('it holds no doubts');
}

function doubtFrom(value: unknown): Doubt | undefined {
  if (!isObject(value) || !isFacts(value['facts'])) return undefined;
  const code = value['code'];
  return isDoubtCode(code) ? { code, facts: value['facts'] } : undefined;
}

function isDoubtCode(value: unknown): value is DoubtCode {
  return typeof value === 'string' && Object.hasOwn(doubtCodes, value);
}
