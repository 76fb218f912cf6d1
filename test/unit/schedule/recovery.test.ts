/** When a board is set aside, what is tried and in which order, and when it is used again. */
import { expect, test } from 'vitest';
import { exhaustive } from '#core/invariant.js';
import { err, ok } from '#core/result.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import type { NewAttempt } from '#domain/attempt.js';
import type { Command, Event, EventBody } from '#domain/event.js';
import { type Failure, type FailureCode, failure } from '#domain/failure.js';
import { runSetId } from '#domain/names.js';
import type { Recovery, Rung } from '#domain/recovery.js';
import { createSchedule } from '#schedule/schedule.js';
import { board, nothing } from '#test/cli/plans.js';
import { planOf, runCell } from '#test/report/plans.js';
import { virtualFacts } from '#test/simulation/virtual-ports.js';

const lost = failure('attempt/vanished');
const away = failure('board/unreachable');

/** A board on which everything ends as told, played until nothing is wanted any more. */
class Night {
  readonly done: string[] = [];
  readonly #schedule;
  #now = 0;

  constructor(ladder: readonly Rung[], cells = 9) {
    const models = Array.from({ length: cells }, (_, index) => runCell({ model: `m${index}` }));
    const options = { runSet: runSetId('x'), retryFailed: false, ladders: new Map([[board, ladder]]) };
    this.#schedule = createSchedule(planOf(models, []), [], options);
  }

  /** `ends` says how the nth launch ends, `rung` what comes of the nth rung, `probe` of the nth probe. */
  play(
    ends: (launch: number, of: NewAttempt) => Failure | null,
    rung: (nth: number) => Recovery,
    probe?: (nth: number) => Failure,
  ): this {
    const count = { launch: 0, recover: 0, probe: 0 };
    const queue: { readonly at: number; readonly body: EventBody }[] = [{ at: 0, body: { kind: 'woke' } }];
    for (let turn = 0; queue.length > 0 && turn < 500; turn++) {
      queue.sort((a, b) => a.at - b.at);
      const next = queue.shift();
      if (!next) break;
      this.#now = next.at;
      const event: Event = { at: next.at as Nanoseconds, ...next.body };
      for (const command of this.#schedule.on(event)) {
        this.#tell(command);
        const body = answer(command, { ends, rung, probe }, count);
        if (body) queue.push({ at: command.kind === 'sleep' ? command.until : next.at + 1e9, body });
      }
    }
    return this;
  }

  #tell(command: Command): void {
    const at = `${Math.round(this.#now / 1e9)}s`;
    if (command.kind === 'set-aside') this.done.push(`${command.how} ${command.because.code}`);
    else if (command.kind === 'recover') this.done.push(`${command.rung} at ${at}`);
    else if (command.kind === 'launch' || command.kind === 'probe') this.done.push(command.kind);
  }
}

interface Fates {
  readonly ends: (launch: number, of: NewAttempt) => Failure | null;
  readonly rung: (nth: number) => Recovery;
  readonly probe: ((nth: number) => Failure) | undefined;
}

function answer(
  command: Command,
  fates: Fates,
  count: Record<'launch' | 'recover' | 'probe', number>,
): EventBody | undefined {
  switch (command.kind) {
    case 'probe': {
      const why = fates.probe?.(++count.probe);
      return { kind: 'probed', board, facts: why ? err(why) : ok(virtualFacts) };
    }
    case 'launch': {
      const why = fates.ends(++count.launch, command.attempt);
      const outcome = why ? ({ kind: 'failed', failure: why } as const) : ({ kind: 'succeeded' } as const);
      return { kind: 'ended', attempt: command.attempt.id, outcome, evidence: nothing };
    }
    case 'recover':
      return { kind: 'recovered', board, rung: command.rung, result: fates.rung(++count.recover) };
    case 'sleep':
      return { kind: 'woke' };
    case 'reconcile':
    case 'stop':
    case 'set-aside':
    case 'finish':
      return undefined;
    default:
      return exhaustive(command);
  }
}

const failing = (code: FailureCode): Recovery => ({ kind: 'failed', failure: failure(code) });
const admitted: Recovery = { kind: 'admitted' };
const kinds = (done: readonly string[]): readonly string[] => done.map((what) => what.replace(/ at \d+s$/, ''));

test('four failures in a row set a board aside, and it is asked again for its facts before it works on', () => {
  const { done } = new Night(['clean'], 3).play(
    (nth) => (nth <= 4 ? lost : null),
    () => admitted,
  );
  expect(kinds(done).slice(0, 9)).toEqual([
    'probe',
    'launch',
    'launch',
    'launch',
    'launch',
    'recovering attempt/vanished',
    'clean',
    'probe',
    'launch',
  ]);
});

test('failures with successes between them set it aside too, when they are most of the last ten', () => {
  const { done } = new Night(['clean']).play(
    (nth) => (nth % 3 === 0 ? null : lost),
    () => admitted,
  );
  expect(done.indexOf('recovering attempt/vanished')).toBe(9);
});

test('a failure of the work is not the board’s', () => {
  const { done } = new Night(['clean']).play(
    () => failure('runner/crashed'),
    () => admitted,
  );
  expect(done).not.toContain('recovering runner/crashed');
  expect(done.filter((what) => what === 'launch')).toHaveLength(9);
});

test.each(['device/missing', 'device/busy'] as const)('%s leaves the board in use for all else', (code) => {
  const launches = new Map<string, number>();
  const { done } = new Night(['clean', 'reboot', 'power-cycle']).play(
    (_, { work }) => {
      const cell = work.kind === 'conversion' ? work.step : work.cell;
      launches.set(cell, (launches.get(cell) ?? 0) + 1);
      // All but the last of nine cells compute on the stick that is away.
      return [...launches.keys()].indexOf(cell) === 8 ? null : failure(code);
    },
    () => admitted,
  );
  // Three sessions and an accuracy step: tried three times each, as their limits say, or done at once.
  expect([...launches.values()]).toEqual([12, 12, 12, 12, 12, 12, 12, 12, 4]);
  expect([...new Set(done)], 'not one set-aside, not one rung').toEqual(['probe', 'launch']);
});

test('a device that is away proves nothing of its board: failures on both sides of it are in a row', () => {
  const { done } = new Night(['clean']).play(
    (nth) => (nth % 2 === 0 ? failure('device/missing') : lost),
    () => admitted,
  );
  expect(done.indexOf('recovering attempt/vanished'), 'after the fourth that is the board’s').toBe(8);
});

test('the ladder is climbed rung by rung, each so often at most, and then the board is out', () => {
  const ladder = ['reconnect', 'clean', 'restart', 'reboot', 'power-cycle'] as const;
  const { done } = new Night(ladder).play(
    () => lost,
    () => failing('board/unreachable'),
  );
  expect(kinds(done.slice(done.indexOf('recovering attempt/vanished')))).toEqual([
    'recovering attempt/vanished',
    ...Array.from({ length: 5 }, () => 'reconnect'),
    'clean',
    'clean',
    'restart',
    'reboot',
    'power-cycle',
    'power-cycle',
    'for-good board/unreachable',
  ]);
});

test('power is cut at most every two minutes', () => {
  const { done } = new Night(['power-cycle']).play(
    () => lost,
    () => failing('board/not-restarted'),
  );
  const cycles = done.flatMap((what) => /^power-cycle at (\d+)s$/.exec(what)?.[1] ?? []).map(Number);
  expect(cycles).toHaveLength(2);
  expect((cycles[1] ?? 0) - (cycles[0] ?? 0)).toBeGreaterThanOrEqual(120);
});

test('a board that breaks down again at once begins above the rung that did not help, and is out after three climbs', () => {
  const { done } = new Night(['reconnect', 'clean', 'reboot']).play(
    () => lost,
    () => admitted,
  );
  expect(kinds(done).filter((what) => what !== 'launch' && what !== 'probe')).toEqual([
    'recovering attempt/vanished',
    'reconnect',
    'recovering attempt/vanished',
    'clean',
    'recovering attempt/vanished',
    'reboot',
    'for-good attempt/vanished',
  ]);
});

test('a canary that is not as it should be keeps the board out, with its reason', () => {
  const suspect: Recovery = { kind: 'suspect', failure: failure('board/no-space') };
  const { done } = new Night(['reconnect', 'clean']).play(
    () => lost,
    () => suspect,
  );
  expect(done.at(-1)).toBe('for-good board/no-space');
});

test('a board that somebody else holds is left alone, and the same rung is tried later', () => {
  const holder = { attempt: 'theirs', pid: 7, user: 'eve', since: null };
  const { done } = new Night(['clean'], 3).play(
    (nth) => (nth <= 4 ? lost : null),
    (nth) => (nth <= 6 ? { kind: 'held', holder } : admitted),
  );
  expect(kinds(done).filter((what) => what === 'clean')).toHaveLength(7);
  expect(done.some((what) => what.startsWith('for-good'))).toBe(false);
});

test.each(['board/not-a-board'] as const)('%s is out at once, without ladder and without retry', (code) => {
  const { done } = new Night(['reconnect', 'power-cycle']).play(
    () => null,
    () => admitted,
    () => failure(code),
  );
  expect(done).toEqual(['probe', `for-good ${code}`]);
});

test('what is wrong with the machine itself is found below the failure that it caused', () => {
  const why = failure('board/unreachable', {}, failure('board/not-a-board'));
  const { done } = new Night(['reconnect']).play(
    () => why,
    () => admitted,
  );
  expect(done).toEqual(['probe', 'launch', 'for-good board/unreachable']);
});

test('a board that does not answer at all is set aside, and knocked at for about ten minutes', () => {
  const { done } = new Night(['reconnect', 'clean']).play(
    () => null,
    () => ({ kind: 'failed', failure: away }),
    () => away,
  );
  const knocks = done.flatMap((what) => /^reconnect at (\d+)s$/.exec(what)?.[1] ?? []).map(Number);
  expect(Math.max(...knocks)).toBeGreaterThan(seconds(480) / 1e9);
  expect(Math.max(...knocks)).toBeLessThan(seconds(720) / 1e9);
  expect(done.at(-1)).toBe('for-good board/unreachable');
});

test.each([
  ['does not answer costs its work nothing', away, 4],
  ['loses what it did costs the work a try each time', lost, 3],
])('a board that %s', (_name, why, succeededOnes) => {
  // Three sessions and an accuracy step, each with two further tries of its own, which three failures of one use up.
  let succeeded = 0;
  new Night(['clean'], 1).play(
    (nth) => {
      if (nth > 3) succeeded++;
      return nth <= 3 ? why : null;
    },
    () => admitted,
  );
  expect(succeeded).toBe(succeededOnes);
});

test('a board that hangs under a session is cut after its own time of silence, once, and has answered when it is back', () => {
  const cycleAfter = new Map([[board, seconds(20)]]);
  const options = {
    runSet: runSetId('x'),
    retryFailed: false,
    ladders: new Map([[board, ['power-cycle'] as const]]),
    cycleAfter,
  };
  const schedule = createSchedule(planOf([runCell({ model: 'm' })], []), [], options);
  const at = (second: number, body: EventBody): readonly Command[] => schedule.on({ at: seconds(second), ...body });
  at(0, { kind: 'woke' });
  const launch = at(1, { kind: 'probed', board, facts: ok(virtualFacts) }).find(({ kind }) => kind === 'launch');
  const attempt = launch?.kind === 'launch' ? launch.attempt.id : undefined;
  if (attempt === undefined) throw new Error('nothing was launched');
  at(2, { kind: 'launched', attempt });
  const silent: EventBody = { kind: 'silent', attempt, failure: away };
  expect(at(10, silent)).toContainEqual(expect.objectContaining({ kind: 'set-aside', how: 'silent' }));
  at(11, { kind: 'woke' });
  expect(at(29, silent)).not.toContainEqual(expect.objectContaining({ how: 'recovering' }));
  at(31, { kind: 'woke' });
  expect(at(31, silent)).toContainEqual(expect.objectContaining({ kind: 'set-aside', how: 'recovering' }));
  expect(at(40, { kind: 'woke' })).toEqual([{ kind: 'recover', board, rung: 'power-cycle' }]);
  const back = at(60, { kind: 'recovered', board, rung: 'power-cycle', result: { kind: 'admitted' } });
  expect(back, 'it is not called silent any more').toEqual([{ kind: 'reconcile', attempt }]);
  expect(at(61, silent)).not.toContainEqual(expect.objectContaining({ how: 'recovering' }));
});
