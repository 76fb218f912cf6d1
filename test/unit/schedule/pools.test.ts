/** A cell keeps its board; when that is out, the cell begins anew, whole, on another one. */
import { expect, test } from 'vitest';
import { err, ok } from '#core/result.js';
import { type Nanoseconds, wallTime } from '#core/units.js';
import type { Attempt, Work } from '#domain/attempt.js';
import type { Command, EventBody } from '#domain/event.js';
import { failure } from '#domain/failure.js';
import { attemptId, boardId, runSetId } from '#domain/names.js';
import type { RunCell } from '#domain/plan.js';
import { createSchedule } from '#schedule/schedule.js';
import { TakesDown } from '#schedule/takes-down.js';
import { nothing } from '#test/cli/plans.js';
import { planOf, runCell } from '#test/report/plans.js';
import { virtualFacts } from '#test/simulation/virtual-ports.js';

const [one, two] = [boardId('pi-1'), boardId('pi-2')];
const base = runCell({ model: 'm' });
const cell: RunCell = {
  ...base,
  boards: [one, two],
  sessions: 2,
  measurement: { ...base.measurement, accuracy: null },
};
const session = (ordinal: number): Work => {
  return { kind: 'session', cell: cell.key, ordinal, fingerprint: cell.measurement.fingerprint };
};
const measured: Attempt = {
  id: attemptId('x.1'),
  work: session(1),
  board: one,
  try: 1,
  openedAt: wallTime('2026-11-20T12:00:00.000Z'),
  outcome: { kind: 'succeeded' },
};

/** The first board is no board any more; the second is sound. Gives all that was decided. */
function play(known: readonly Attempt[]): readonly Command[] {
  const ladders = new Map([one, two].map((id) => [id, ['clean'] as const]));
  const schedule = createSchedule(planOf([cell], []), known, { runSet: runSetId('x'), retryFailed: false, ladders });
  const decided: Command[] = [];
  const queue: EventBody[] = [{ kind: 'woke' }];
  for (let at = 0; at < 50; at++) {
    const body = queue.shift();
    if (!body) break;
    const commands = schedule.on({ at: (at * 1e9) as Nanoseconds, ...body });
    decided.push(...commands);
    for (const command of commands) {
      if (command.kind === 'probe') {
        const facts = command.board === one ? err(failure('board/not-a-board')) : ok(virtualFacts);
        queue.push({ kind: 'probed', board: command.board, facts });
      }
      if (command.kind === 'launch') {
        const outcome = { kind: 'succeeded' } as const;
        queue.push({ kind: 'ended', attempt: command.attempt.id, outcome, evidence: nothing });
      }
    }
  }
  return decided;
}

const launchesIn = (decided: readonly Command[]) =>
  decided.flatMap((command) => (command.kind === 'launch' && command.attempt.work.kind === 'session' ? [command] : []));

test('a cell whose board is out begins anew on the other, and says what stops to count', () => {
  const launches = launchesIn(play([measured]));
  expect(launches.map(({ attempt }) => [attempt.board, attempt.try])).toEqual([
    [two, 2],
    [two, 1],
  ]);
  expect(launches.map(({ supersedes }) => supersedes?.board)).toEqual([one, undefined]);
  expect(launches[0]?.supersedes?.because.code).toBe('board/not-a-board');
});

test('a cell that is done stays where it is', () => {
  const second: Attempt = { ...measured, id: attemptId('x.2'), work: session(2) };
  expect(launchesIn(play([measured, second]))).toEqual([]);
});

test('a cell that may still run on the silent board is begun nowhere else', () => {
  const { outcome: _, ...open } = measured;
  expect(launchesIn(play([{ ...open, work: session(2) }]))).toEqual([]);
});

test('the second restart under a cell is the cell’s own failure, the first may be chance', () => {
  const rebooted = { kind: 'failed', failure: failure('attempt/rebooted') } as const;
  const takesDown = new TakesDown([{ ...measured, outcome: rebooted }]);
  takesDown.launched([{ kind: 'launch', attempt: { id: attemptId('x.3'), work: session(2), board: two, try: 1 } }]);
  const ended = {
    kind: 'ended',
    attempt: attemptId('x.3'),
    outcome: rebooted,
    evidence: nothing,
    at: 0 as Nanoseconds,
  } as const;
  expect(takesDown.reconsider(ended)).toMatchObject({
    outcome: {
      failure: {
        code: 'cell/takes-board-down',
        class: 'workload',
        facts: { boards: 'pi-1 and pi-2' },
        cause: { code: 'attempt/rebooted' },
      },
    },
  });
  // Asked for again after the verdict, it has one chance more before the next.
  takesDown.launched([{ kind: 'launch', attempt: { id: attemptId('x.4'), work: session(2), board: two, try: 2 } }]);
  expect(takesDown.reconsider({ ...ended, attempt: attemptId('x.4') })).toMatchObject({ outcome: rebooted });
});
