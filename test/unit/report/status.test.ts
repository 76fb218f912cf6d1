import { describe, expect, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { Attempt } from '#domain/attempt.js';
import type { ArtifactKey, CellKey } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import { progressOf } from '#domain/progress.js';
import type { RunSet } from '#domain/run-set.js';
import { type StatusView, statusOf as statusOfProgress } from '#report/status.js';
import { statusText } from '#report/status-text.js';
import { accuracy, conversion, failed, session, succeeded, theRun, unsupported } from '#test/report/attempts.js';
import { planOf, runCell, step, stepKey } from '#test/report/plans.js';
import { quickstart } from '#test/report/quickstart.js';
import { schemaErrors } from '#test/report/schemas.js';

interface Run {
  readonly runSet: RunSet;
  readonly plan: Plan;
  readonly attempts: readonly Attempt[];
  readonly retired: readonly CellKey[];
  readonly writing: boolean;
}

function statusOf({ runSet, plan, attempts, retired, writing }: Run): StatusView {
  return statusOfProgress({ runSet, progress: progressOf(plan, attempts, { retired: retired.length }), writing });
}

const now = '2026-11-20T13:31:00.000Z';
const cells = ['cnn', 'mlp'].map((model) => runCell({ device: 'local', model }, { steps: [stepKey('optimise')] }));
const [cnn, mlp] = cells;
if (!cnn || !mlp) throw new Error('two cells');
const plan = planOf(cells, [step('optimise')]);
const attempts = [
  conversion('optimise', succeeded),
  session(cnn, 1, succeeded),
  session(mlp, 1, failed('runner/crashed', { exitCode: 1, signal: null })),
  session(cnn, 2, undefined, { try: 2 }),
];
const during = { runSet: { ...theRun, endedAt: null }, plan, attempts, retired: [] };

describe('during a run', () => {
  const view = statusOf({ ...during, writing: true });

  test('is what its schema says', () => {
    expect(schemaErrors('status', view)).toEqual([]);
    expect(
      schemaErrors('status', statusOf({ ...quickstart(), attempts: quickstart().records, writing: false })),
    ).toEqual([]);
  });

  test('counts sessions, accuracy and conversions apart', () => {
    expect(view).toMatchObject({
      state: 'running',
      sessions: { accepted: 1, planned: 6, left: 2 },
      accuracy: { done: 0, failed: 0, planned: 2 },
      conversions: { done: 1, cached: 0, refused: 0, failed: 0, planned: 1 },
      left: true,
    });
    expect(view.cells.byState).toMatchObject({ running: 1, failed: 1, measured: 0 });
  });

  test('estimates from sessions of this run: two of five seconds each, and a share for accuracy', () => {
    expect(view.estimateLeftNs).toBe(2 * 5e9 + 60e9 / 8);
  });

  test('says what runs where since when, and what failed', () => {
    const text = statusText(view, { width: 80, now }).join('\n');
    expect(text).toContain('running, started 2026-11-20 13:30 UTC (48 s ago), about 18 s left');
    expect(text).toContain('running now\n  session 2 of local/cnn on local, since 13:30:20 UTC (40 s ago), try 2');
    expect(text).toContain('1 cell failed: the runner ended with exit code 1\n    local/mlp');
    expect(text).not.toContain('goes on');
  });
});

test('says what the person called it and what it was narrowed to, and nothing when nothing was said', () => {
  const labels = { name: 'night run', tags: ['idle', 'k6'], where: 'precision:int8' };
  const view = statusOf({ ...during, runSet: { ...during.runSet, ...labels }, writing: true });
  expect(statusText(view, { width: 80, now }).slice(2, 4)).toEqual([
    'name night run, tags idle, k6',
    'only cells where precision:int8',
  ]);
  expect(schemaErrors('status', view)).toEqual([]);
  expect(statusText(statusOf({ ...during, writing: true }), { width: 80, now })[2]).toBe('');
});

test('after a crash it says so, and how to go on', () => {
  const view = statusOf({ ...during, writing: false });
  expect(view.state).toBe('interrupted');
  const text = statusText(view, { width: 80, now }).join('\n');
  expect(text).toContain('interrupted, started 2026-11-20 13:30 UTC: no process works on it');
  expect(text).toContain('left open');
  expect(text).toContain('2 sessions not measured: `orchestrate resume` goes on, about 18 s');
});

test('a finished run has nothing left', () => {
  const done = [1, 2, 3].flatMap((ordinal) => cells.map((cell) => session(cell, ordinal, succeeded)));
  const all = [...done, ...cells.map((cell) => accuracy(cell, succeeded))];
  const view = statusOf({ runSet: theRun, plan: planOf(cells), attempts: all, retired: [], writing: false });
  expect(view).toMatchObject({ state: 'ended', left: false, estimateLeftNs: null, problems: [], open: [] });
  expect(statusText(view, { width: 80, now: '2026-11-20T13:33:00.000Z' })).toEqual([
    'quickstart  20261120-133012-quickstart-3f9a',
    'started 2026-11-20 13:30 UTC, ended 2026-11-20 13:31 UTC (1 min ago)',
    '',
    'cells        2: 2 measured',
    'sessions     6 of 6 measured, none left',
    'accuracy     2 of 2 counted',
  ]);
});

test('conversions from the cache are not counted as done', () => {
  const artifact = digestOf('artifact') as ArtifactKey;
  const cached = step('optimise', { cache: { kind: 'hit', artifact, digest: digestOf('made'), bytes: bytes(7) } });
  const view = statusOf({ ...during, plan: planOf(cells, [cached]), attempts: [], writing: false });
  expect(view.conversions).toEqual({ done: 0, cached: 1, refused: 0, failed: 0, planned: 1 });
});

test('a refused conversion has not failed', () => {
  const refusal = unsupported('conversion/refused', { said: 'no Frob' });
  const view = statusOf({ ...during, attempts: [conversion('optimise', refusal)], writing: false });
  expect(view.conversions).toEqual({ done: 0, cached: 0, refused: 1, failed: 0, planned: 1 });
  expect(statusText(view, { width: 100, now }).join('\n')).toContain('1: 1 refused');
});
