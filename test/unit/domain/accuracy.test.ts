/** Accuracy in parts: which parts are planned, what together counts as the whole, and what of it is still to be done. */
import { describe, expect, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { Attempt } from '#domain/attempt.js';
import type { Board } from '#domain/board.js';
import { placeOf } from '#domain/cell-state.js';
import { boardId, runSetId } from '#domain/names.js';
import type { Plan, PlannedFile, RunCell } from '#domain/plan.js';
import type { ShardRange } from '#domain/shards.js';
import { worksOf } from '#domain/work-order.js';
import { partsOn } from '#plan/parts.js';
import { Agenda } from '#schedule/agenda.js';
import { accuracy, failed as failedOf, succeeded } from '#test/report/attempts.js';
import { planOf, worldOf } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';

const failed = failedOf('runner/crashed');
const cut = { items: 70, itemsEach: 10, shardBytes: bytes(100) };
const images: PlannedFile = { name: 'i', digest: digestOf('i'), bytes: bytes(700), path: '/i', cut };
const board = (quota?: number, onBoard: Board['onBoard'] = []): Board => ({
  id: boardId(`b${quota}`),
  transport: { kind: 'local' },
  devices: [],
  paths: {},
  onBoard,
  ...(quota === undefined ? {} : { quotaBytes: bytes(quota) }),
});

describe('parts', () => {
  test('are as many shards as half of the smallest quota takes, and together all of them', () => {
    expect(partsOn([board(600), board(5000), board()], images)).toEqual([
      { from: 0, to: 3 },
      { from: 3, to: 6 },
      { from: 6, to: 7 },
    ]);
    expect(partsOn([board(10)], images)).toHaveLength(7);
  });

  test('are not made where the set fits, lies on the board, is one file, or no quota is declared', () => {
    const { cut: _, ...whole } = images;
    const lies = [{ digest: images.digest, path: '/mnt/i' }];
    expect(partsOn([board(1400)], images)).toBeUndefined();
    expect(partsOn([board(10, lies)], images)).toBeUndefined();
    expect(partsOn([board(10, lies), board(600)], images)).toHaveLength(3);
    expect(partsOn([board()], images)).toBeUndefined();
    expect(partsOn([board(10)], whole)).toBeUndefined();
  });

  test('of a very large set are launched with words that fit', () => {
    const parts = partsOn([board()], { ...images, cut: { ...cut, items: 10_000 } });
    expect(parts?.map(({ from, to }) => to - from)).toEqual([256, 256, 256, 232]);
  });
});

const parts = [
  { from: 0, to: 3 },
  { from: 3, to: 6 },
];
const plan = ((): Plan => {
  const axes = '{ device: [this-machine], model: [small], framework: [web], precision: [fp32] }';
  const made = planOf(worldOf(experimentText({ axes, measure: '{ sessions: 1, accuracy: { data: digits } }' })));
  const [cell] = made.cells;
  if (cell?.kind !== 'run' || !cell.measurement.accuracy) return expect.unreachable('no accuracy is planned');
  const counted = { ...cell.measurement.accuracy, parts };
  return { ...made, steps: [], cells: [{ ...cell, measurement: { ...cell.measurement, accuracy: counted } }] };
})();
const cell = plan.cells[0] as RunCell;
const at = cell.boards[0] ?? boardId('none');
const facts = {
  kind: 'run',
  sessions: 1,
  fingerprint: cell.measurement.fingerprint,
  counted: true,
  steps: [],
  boards: [at],
  parts,
} as const;

const attempt = (outcome: Attempt['outcome'], part?: ShardRange, extra = {}): Attempt => {
  const whole = { ...accuracy(cell, outcome, extra), board: at };
  return part && whole.work.kind === 'accuracy' ? { ...whole, work: { ...whole.work, part } } : whole;
};

describe('the state of accuracy', () => {
  const stateOf = (...attempts: readonly Attempt[]) => placeOf(facts, attempts, { conversions: new Map() }).accuracy;
  const [one, two] = [parts[0], parts[1]];

  test('is done only with every part, or with one count of the whole', () => {
    expect(stateOf()).toBe('pending');
    expect(stateOf(attempt(succeeded, one))).toBe('pending');
    expect(stateOf(attempt(succeeded, one), attempt(undefined, two))).toBe('running');
    expect(stateOf(attempt(succeeded, one), attempt(failed, two))).toBe('failed');
    expect(stateOf(attempt(succeeded, one), attempt(failed, two), attempt(succeeded, two, { try: 2 }))).toBe('done');
    expect(stateOf(attempt(succeeded))).toBe('done');
  });

  test('takes no account of parts that are planned no more', () => {
    const old = { from: 0, to: 4 };
    expect(stateOf(attempt(failed, old), attempt(succeeded, one), attempt(succeeded, two))).toBe('done');
    expect(stateOf(attempt(succeeded, one), attempt(succeeded, { from: 3, to: 5 }))).toBe('pending');
    expect(stateOf(attempt(failed))).toBe('pending');
  });
});

describe('what is still to be done', () => {
  const left = (...known: readonly Attempt[]): readonly unknown[] => {
    const agenda = new Agenda(plan, known, { runSet: runSetId('r'), retryFailed: false });
    const found: unknown[] = [];
    for (let next = agenda.take(at, 0 as never); typeof next === 'object'; next = agenda.take(at, 0 as never)) {
      if (next.work.kind === 'accuracy') found.push(next.work.part);
    }
    return found;
  };

  test('is every part, each once and under a name of its own', () => {
    const works = worksOf(plan).filter(({ kind }) => kind === 'accuracy');
    expect(works.map((work) => work.kind === 'accuracy' && work.part)).toEqual(parts);
    expect(left()).toEqual(parts);
  });

  test('is only what is missing, and nothing where the whole was counted before', () => {
    expect(left(attempt(succeeded, parts[0]))).toEqual([parts[1]]);
    expect(left(attempt(succeeded))).toEqual([]);
    expect(left(attempt(failed))).toEqual(parts);
  });
});
