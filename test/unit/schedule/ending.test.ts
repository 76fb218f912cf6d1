/** A run that ends before its work is done: by a time, or with the first failure. */
import { expect, test } from 'vitest';
import { err, ok } from '#core/result.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import type { Command, EventBody } from '#domain/event.js';
import { failure } from '#domain/failure.js';
import { boardId, runSetId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { RunCell } from '#domain/plan.js';
import { createSchedule, type ScheduleOptions } from '#schedule/schedule.js';
import { nothing } from '#test/cli/plans.js';
import { planOf, runCell } from '#test/report/plans.js';
import { virtualFacts } from '#test/simulation/virtual-ports.js';

const board = boardId('pi-1');
const SESSION_S = 10;

function cellOf(model: string): RunCell {
  const base = runCell({ model });
  const measurement = { ...base.measurement, accuracy: null, limits: { ...base.measurement.limits, retries: 1 } };
  return { ...base, boards: [board], sessions: 1, measurement };
}
const cells = ['a', 'b', 'c'].map(cellOf);
const succeeded: Outcome = { kind: 'succeeded' };

interface Told {
  readonly atS: number;
  readonly command: Command;
}

interface Around {
  readonly outcomeOf?: (nth: number) => Outcome;
  /** A probe of the board fails so often. */
  readonly unreachable?: number;
  readonly sessionS?: number;
}

/** Sessions take ten seconds, and so they are estimated. Gives all that was decided, and when. */
function play(options: Partial<ScheduleOptions>, around: Around = {}): readonly Told[] {
  const schedule = createSchedule(planOf(cells, []), [], { runSet: runSetId('x'), retryFailed: false, ...options });
  const decided: Told[] = [];
  const queue: Due[] = [{ atS: 0, body: { kind: 'woke' } }];
  const answer = answering(around);
  for (let turn = 0; turn < 200; turn++) {
    const next = queue.sort((a, b) => a.atS - b.atS).shift();
    if (!next) break;
    const { atS } = next;
    for (const command of schedule.on({ at: seconds(atS), ...next.body })) {
      decided.push({ atS, command });
      queue.push(...answer(command, atS));
    }
  }
  return decided;
}

interface Due {
  readonly atS: number;
  readonly body: EventBody;
}

function answering({ outcomeOf, unreachable = 0, sessionS = SESSION_S }: Around) {
  let [probes, launches] = [0, 0];
  return (command: Command, atS: number): readonly Due[] => {
    if (command.kind === 'sleep') return [{ atS: command.until / 1e9, body: { kind: 'woke' } }];
    if (command.kind === 'probe') {
      const facts = ++probes <= unreachable ? err(failure('board/unreachable')) : ok(virtualFacts);
      return [{ atS, body: { kind: 'probed', board, facts } }];
    }
    if (command.kind !== 'launch') return [];
    const outcome = outcomeOf?.(++launches) ?? succeeded;
    return [{ atS: atS + sessionS, body: { kind: 'ended', attempt: command.attempt.id, outcome, evidence: nothing } }];
  };
}

const until = (atS: number): Pick<ScheduleOptions, 'until'> => ({
  until: { at: seconds(atS), lengthOf: () => seconds(SESSION_S) },
});
const launchesIn = (told: readonly Told[]): readonly number[] =>
  told.flatMap(({ atS, command }) => (command.kind === 'launch' ? [atS] : []));
const endingsIn = (told: readonly Told[]) =>
  told.flatMap(({ atS, command }) => (command.kind === 'finish' ? [{ atS, ...command.because }] : []));

test.each([
  ['all of it fits, to the second', 30, [0, 10, 20], []],
  ['one session less fits where a nanosecond is missing', 30 - 1e-9, [0, 10], [{ atS: 20, kind: 'until' }]],
  [
    'the run ends when nothing more fits, and does not wait for the time itself',
    25,
    [0, 10],
    [{ atS: 20, kind: 'until' }],
  ],
  ['nothing fits', 9, [], [{ atS: 0, kind: 'until' }]],
  ['it is over already', 0, [], [{ atS: 0, kind: 'until' }]],
])('%s', (_, untilS, launches, endings) => {
  const told = play(until(untilS));
  expect(launchesIn(told)).toEqual(launches);
  expect(endingsIn(told)).toEqual(endings);
});

test('a board that nothing fits on is not even asked what it has', () => {
  expect(play(until(5)).map(({ command }) => command.kind)).toEqual(['finish']);
});

test('what runs longer than its estimate finishes, and then nothing begins', () => {
  const told = play(until(25), { sessionS: 40 });
  expect(launchesIn(told)).toEqual([0]);
  expect(endingsIn(told)).toEqual([{ atS: 40, kind: 'until' }]);
});

test('a board that does not answer is not waited for beyond the time', () => {
  const told = play(until(12), { unreachable: 100 });
  expect(launchesIn(told)).toEqual([]);
  expect(endingsIn(told)).toHaveLength(1);
  expect(Math.max(...told.map(({ atS }) => atS))).toBeLessThanOrEqual(12);
});

test('the pause before a further try counts as well', () => {
  const lost: Outcome = { kind: 'failed', failure: failure('attempt/vanished') };
  // The first ends at 10 s of its board, so that nothing begins on that before 11 s, where it is 21 s too late.
  const told = play(until(20.5), { outcomeOf: (nth) => (nth === 1 ? lost : succeeded) });
  expect(launchesIn(told)).toEqual([0]);
  expect(endingsIn(told)).toMatchObject([{ kind: 'until' }]);
});

test.each<[string, Outcome, number, boolean]>([
  ['a crash is the last', { kind: 'failed', failure: failure('runner/crashed') }, 1, true],
  ['a refusal is an answer', { kind: 'unsupported', failure: failure('toolchain/refused') }, 3, false],
  ['numbers that are not trusted are one too', { kind: 'invalid', doubts: [] }, 3, false],
])('the first failure ends the run, if it is asked for: %s', (_, outcome, launches, ends) => {
  const told = play({ failFast: true }, { outcomeOf: (nth) => (nth === 1 ? outcome : succeeded) });
  expect(launchesIn(told)).toHaveLength(launches);
  const first = told.flatMap(({ command }) => (command.kind === 'launch' ? [command.attempt.id] : []))[0];
  expect(endingsIn(told)).toEqual(ends ? [{ atS: SESSION_S, kind: 'failed', attempt: first }] : []);
  expect(launchesIn(play({}, { outcomeOf: () => outcome }))).toHaveLength(3);
});

test('a failure of the infrastructure ends it only when no try is left', () => {
  const lost: Outcome = { kind: 'failed', failure: failure('attempt/vanished') };
  const once = play({ failFast: true }, { outcomeOf: (nth) => (nth === 1 ? lost : succeeded) });
  expect(endingsIn(once)).toEqual([]);
  const twice = play({ failFast: true }, { outcomeOf: () => lost });
  const tries = twice.flatMap(({ command }) => (command.kind === 'launch' ? [command.attempt] : []));
  expect(endingsIn(twice)).toMatchObject([{ kind: 'failed', attempt: tries.at(-1)?.id }]);
  expect(tries.at(-1)?.try).toBe(2);
});

test('a stop that is asked for outranks the time', () => {
  const schedule = createSchedule(planOf(cells, []), [], {
    runSet: runSetId('x'),
    retryFailed: false,
    ...until(1000),
  });
  schedule.on({ at: 0 as Nanoseconds, kind: 'woke' });
  schedule.on({ at: 1 as Nanoseconds, kind: 'stop', how: 'finish' });
  const late = schedule.on({ at: seconds(2000), kind: 'probed', board, facts: ok(virtualFacts) });
  expect(late).toEqual([]);
});
