import { expect, test } from 'vitest';
import { RunProgress } from '#adapters/progress/run-progress.js';
import { wallTime } from '#core/units.js';
import { failure } from '#domain/failure.js';
import type { Outcome } from '#domain/outcome.js';
import { accuracy, at, attemptAt, board, conversion, hit, launch, nothing, planOf, session } from '#test/cli/plans.js';

const counts = (given: object): object => ({
  succeeded: 0,
  unsupported: 0,
  invalid: 0,
  failed: 0,
  running: 0,
  left: 0,
  ...given,
});
const succeeded: Outcome = { kind: 'succeeded' };
const lost: Outcome = { kind: 'failed', failure: failure('board/link-lost') };
const crashed: Outcome = { kind: 'failed', failure: failure('runner/crashed') };

/** Launches and ends one attempt after another, a second each. */
function play(progress: RunProgress, ...done: readonly [Parameters<typeof attemptAt>[0], Outcome][]): void {
  done.forEach(([work, outcome], index) => {
    const attempt = attemptAt(work, `attempt-${index}`, index + 1);
    progress.follow(at(index, { kind: 'woke' }), [launch(attempt)]);
    progress.follow(at(index + 1, { kind: 'ended', attempt: attempt.id, outcome, evidence: nothing }), []);
  });
}

test('sessions, accuracy steps and conversions that are no hit are left at first', () => {
  const plan = planOf(
    [
      { name: 'a', sessions: 3, accuracy: true, route: ['opt'] },
      { name: 'b', sessions: 2 },
    ],
    [{ name: 'opt' }, { name: 'hit', cache: hit }],
  );
  expect(new RunProgress(plan, []).counts()).toEqual(counts({ left: 7 }));
});

test('an attempt is running from its launch and done when it has ended', () => {
  const progress = new RunProgress(planOf([{ name: 'a', sessions: 2 }]), []);
  const attempt = attemptAt(session('a', 1), 'one');
  progress.follow(at(1, { kind: 'woke' }), [launch(attempt)]);
  expect(progress.counts()).toEqual(counts({ running: 1, left: 1 }));
  expect(progress.now(board)?.doing).toMatchObject({ slug: 'a', ordinal: 1, of: 2, try: 1 });
  const notice = progress.follow(
    at(4, { kind: 'ended', attempt: attempt.id, outcome: succeeded, evidence: nothing }),
    [],
  );
  expect(notice).toMatchObject({ kind: 'ended', tookNs: 3e9 });
  expect(progress.counts()).toEqual(counts({ succeeded: 1, left: 1 }));
  expect(progress.now(board)).toBeUndefined();
});

test('a retry takes its failure back', () => {
  const progress = new RunProgress(planOf([{ name: 'a', sessions: 1 }]), []);
  play(progress, [session('a', 1), lost]);
  expect(progress.counts()).toEqual(counts({ failed: 1 }));
  play(progress, [session('a', 1), succeeded]);
  expect(progress.counts()).toEqual(counts({ succeeded: 1 }));
});

test('a refusal settles its cell: the rest of it is not left', () => {
  const progress = new RunProgress(planOf([{ name: 'a', sessions: 3 }, { name: 'b' }]), []);
  play(progress, [session('a', 1), { kind: 'unsupported', failure: failure('toolchain/refused') }]);
  expect(progress.counts()).toEqual(counts({ unsupported: 1, left: 1 }));
});

test('an infrastructure failure does not settle the cell, a crash of the runner does', () => {
  const progress = new RunProgress(
    planOf([
      { name: 'a', sessions: 3 },
      { name: 'b', sessions: 3 },
    ]),
    [],
  );
  play(progress, [session('a', 1), lost], [session('b', 1), crashed]);
  expect(progress.counts()).toEqual(counts({ failed: 2, left: 2 }));
});

test('a failed conversion blocks the cells and conversions behind it until it is tried again', () => {
  const plan = planOf(
    [{ name: 'a', sessions: 2, route: ['first', 'second'] }, { name: 'b' }],
    [{ name: 'first' }, { name: 'second' }],
  );
  const progress = new RunProgress(plan, []);
  play(progress, [conversion('first'), crashed]);
  expect(progress.counts()).toEqual(counts({ failed: 1, left: 1 }));
  play(progress, [conversion('first'), succeeded]);
  expect(progress.counts()).toEqual(counts({ succeeded: 1, left: 4 }));
});

test('a conversion that turned out to be cached is not waited for', () => {
  const progress = new RunProgress(
    planOf([{ name: 'a', route: ['opt'] }], [{ name: 'opt', cache: { kind: 'unknown' } }]),
    [],
  );
  expect(progress.counts()).toEqual(counts({ left: 2 }));
  play(progress, [session('a', 1), succeeded]);
  expect(progress.counts()).toEqual(counts({ succeeded: 1 }));
});

test('a step that was cancelled, held or never begun is left again', () => {
  const progress = new RunProgress(planOf([{ name: 'a', sessions: 3 }]), []);
  const attempts = [1, 2, 3].map((n) => attemptAt(session('a', n), `n${n}`));
  progress.follow(at(0, { kind: 'woke' }), attempts.map(launch));
  const [one, two, three] = attempts.map(({ id }) => id);
  if (!one || !two || !three) throw new Error('three attempts');
  progress.follow(
    at(1, { kind: 'ended', attempt: one, outcome: { kind: 'cancelled', by: 'user' }, evidence: nothing }),
    [],
  );
  progress.follow(at(1, { kind: 'held', attempt: two, holder: { attempt: 'x', pid: 1, user: null, since: null } }), []);
  progress.follow(at(1, { kind: 'absent', attempt: three }), []);
  expect(progress.counts()).toEqual(counts({ left: 3 }));
});

test('what is stored already counts, under another recipe it does not', () => {
  const openedAt = wallTime('2026-11-20T13:00:00Z');
  const done = { ...attemptAt(session('a', 1), 'old'), openedAt, endedAt: openedAt, outcome: succeeded };
  const foreign = { ...done, ...attemptAt(session('a', 2, 'another recipe'), 'foreign') };
  const open = { ...attemptAt(session('a', 3), 'open'), openedAt };
  const progress = new RunProgress(planOf([{ name: 'a', sessions: 3 }]), [done, foreign, open]);
  expect(progress.counts()).toEqual(counts({ succeeded: 1, left: 2 }));
  // A reconciled attempt is named, and how long it took is not claimed.
  progress.follow(at(5, { kind: 'woke' }), [{ kind: 'reconcile', attempt: open.id }]);
  const notice = progress.follow(at(6, { kind: 'ended', attempt: open.id, outcome: succeeded, evidence: nothing }), []);
  expect(notice).toMatchObject({ doing: { slug: 'a', ordinal: 3 }, tookNs: null });
  expect(progress.counts()).toEqual(counts({ succeeded: 2, left: 1 }));
});

test('time left comes from the plan at first and then from what was seen', () => {
  const progress = new RunProgress(planOf([{ name: 'a', sessions: 5, accuracy: true }]), []);
  expect(progress.etaNs()).toBe(60e9);
  play(progress, [session('a', 1), succeeded], [accuracy('a'), succeeded]);
  expect(progress.etaNs()).toBe(4e9);
});

test('quick conversions do not make sessions look quick', () => {
  const progress = new RunProgress(planOf([{ name: 'a', sessions: 3, route: ['opt'] }], [{ name: 'opt' }]), []);
  play(progress, [conversion('opt'), succeeded]);
  expect(progress.etaNs()).toBe(45e9);
});

test('an attempt of another run set is closed without a name and counts nowhere', () => {
  const progress = RunProgress.none();
  const stranger = attemptAt(session('a', 1), 'stranger').id;
  const notice = progress.follow(
    at(1, { kind: 'ended', attempt: stranger, outcome: succeeded, evidence: nothing }),
    [],
  );
  expect(notice).toMatchObject({ kind: 'ended', doing: { kind: 'unknown', slug: 'stranger' } });
  expect(progress.counts()).toEqual(counts({}));
});
