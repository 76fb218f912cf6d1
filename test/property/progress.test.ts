/** What the store keeps for `status` is what a fold over the plan and all attempts gives, whatever happens in any order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openResultStore } from '#adapters/sqlite/open.js';
import type { NewAttempt, Work } from '#domain/attempt.js';
import { failure } from '#domain/failure.js';
import { boardId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { Plan } from '#domain/plan.js';
import { progressOf } from '#domain/progress.js';
import {
  cellKey,
  conversion,
  ended,
  fingerprint,
  launch,
  newAttempt,
  planOf,
  runCell,
  runSetOf,
  session,
  smallPlan,
  wall,
  woke,
} from '#test/store/samples.js';

const names = ['one', 'two', 'three', 'four'];
const work: fc.Arbitrary<Work> = fc.oneof(
  fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 4 })).map(([cell, ordinal]) => session(cell, ordinal)),
  // Of an earlier fingerprint: history, and of no weight.
  fc.constantFrom(...names).map((cell) => ({ ...session(cell, 1), fingerprint: fingerprint('other') })),
  fc.constantFrom(...names).map((cell) => ({
    kind: 'accuracy' as const,
    cell: cellKey(cell),
    fingerprint: fingerprint(cell),
  })),
  fc.constant(conversion),
);
const outcome = fc.constantFrom<Outcome | undefined>(
  undefined,
  { kind: 'succeeded' },
  { kind: 'succeeded' },
  { kind: 'unsupported', failure: failure('toolchain/refused', { said: 'no' }) },
  { kind: 'failed', failure: failure('runner/crashed', { exit: 1 }) },
  { kind: 'failed', failure: failure('board/link-lost') },
  { kind: 'invalid', doubts: [{ code: 'execution/arithmetic', facts: { asked: 'fp16' } }] },
  { kind: 'cancelled', by: 'user' },
);
const plans: readonly Plan[] = [
  smallPlan,
  planOf([runCell('two'), runCell('three')]),
  planOf(names.map(runCell).reverse()),
];
const deed = fc.oneof(
  { weight: 12, arbitrary: fc.record({ work, outcome }) },
  { weight: 1, arbitrary: fc.record({ plan: fc.constantFrom(...plans) }) },
);

describe('progress', () => {
  it('is what the attempts say after every event', () => {
    fc.assert(
      fc.property(fc.constantFrom(...plans), fc.array(deed, { maxLength: 25 }), (first, deeds) => {
        const opened = openResultStore(':memory:', { mode: 'write' });
        if (!opened.ok) throw new Error(opened.error.kind);
        const store = opened.value;
        const { id } = runSetOf('r', first);
        store.begin(runSetOf('r', first), first);
        const succeeded = new Set<string>();
        for (const [at, each] of deeds.entries()) {
          if ('plan' in each) store.amend(id, each.plan, `amended ${at}`);
          else {
            // A board of its own: what is left open must not keep others from being opened.
            const attempt: NewAttempt = newAttempt(id, each.work, at + 1, boardId(`board-${at}`));
            store.record(id, woke(), [launch(attempt)], wall(at));
            const name = JSON.stringify(each.work);
            const end = each.work.kind !== 'conversion' && succeeded.has(name) ? undefined : each.outcome;
            if (end?.kind === 'succeeded') succeeded.add(name);
            if (end) store.record(id, ended(attempt, end), [], wall(at + 1));
          }
          expect(store.progress(id)).toEqual(
            progressOf(store.plan(id), store.attempts(id), { retired: store.retired(id).length }),
          );
        }
        store.close();
      }),
      { numRuns: 60 },
    );
  });
});
