import { expect, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import { explainOf } from '#report/explain.js';
import { explainText } from '#report/explain-text.js';
import { logsOf } from '#report/logs.js';
import { resolved } from '#report/resolved.js';
import { conversion, log, session, sessionMetrics, succeeded, theRun } from '#test/report/attempts.js';
import { planOf, runCell, step, stepKey } from '#test/report/plans.js';
import { quickstart } from '#test/report/quickstart.js';
import { schemaErrors } from '#test/report/schemas.js';

const now = '2026-11-20T13:35:00.000Z';
const run = quickstart();
const [first] = run.plan.cells;
if (first?.kind !== 'run') throw new Error('a cell that runs');

test('every cell is explained as the schema says', () => {
  for (const cell of run.plan.cells)
    expect(schemaErrors('explain', explainOf({ ...run, cell, earlier: null }))).toEqual([]);
});

test('the parts, the route and the artifact are named', () => {
  const view = explainOf({ ...run, cell: first, earlier: null });
  expect(view.recipe?.parts.map(({ name }) => name)).toEqual(Object.keys(first.measurement.recipe.parts));
  expect(view.recipe?.route[0]).toMatchObject({ conversion: 'optimise', artifact: { sha256: digestOf('optimised') } });
  const text = explainText(view, { width: 100, now }).join('\n');
  expect(text).toContain(`fingerprint ${first.measurement.fingerprint}`);
  expect(text).toContain('  source models/digits-cnn.onnx: onnx fp32, 2.40 MB, sha256');
  expect(text).toContain('→ optimise of onnxruntime to ort fp32, by onnxruntime-node on local');
  expect(text).toContain('when planned unknown until local is probed; made: 2.51 MB');
  expect(text).toContain('asked      provider cpu, unit cpu, arithmetic fp32');
  expect(text).toContain('`resume` leaves it: all 3 sessions of its present fingerprint are stored');
});

test('an earlier run set with another recipe is compared by part', () => {
  const was = runCell(first.levels, { recipe: 'other options' });
  const earlier = { runSet: { ...theRun, id: theRun.id }, cell: was };
  const view = explainOf({ ...run, cell: first, earlier });
  expect(view.earlier?.differingParts).toContain('runner');
  expect(view.earlier?.differingParts).toContain('route');
  expect(view.earlier?.differingParts).not.toContain('source');
  expect(explainText(view, { width: 100, now }).at(-1)).toContain('differs from 20261120-133012-quickstart-3f9a in');
  const same = explainOf({ ...run, cell: first, earlier: { runSet: theRun, cell: first } });
  expect(explainText(same, { width: 100, now }).at(-1)).toBe('same recipe as in 20261120-133012-quickstart-3f9a');
});

test('a cell that is not run has no recipe, and the reason instead', () => {
  const cell = run.plan.cells.at(-1);
  if (!cell) throw new Error('cells');
  const text = explainText(explainOf({ ...run, cell, earlier: null }), { width: 100, now }).join('\n');
  expect(text).toContain('no route to what tflite loads in int8');
  expect(text).toContain('no recipe: the plan does not run this cell');
});

test('what this run set made goes before what another one made of the same step', () => {
  const [other] = run.artifacts;
  if (!other) throw new Error('an artifact');
  const mine = { ...other, key: digestOf('mine') as typeof other.key };
  const theirs = { ...other, madeBy: session(first, 1).id };
  const records = [conversion('optimise', succeeded)];
  expect(resolved(step('optimise'), { records, artifacts: [mine, theirs] })?.key).toBe(mine.key);
  expect(resolved(step('optimise'), { records: [], artifacts: [mine, theirs] })?.key).toBe(theirs.key);
  expect(
    resolved({ key: stepKey('none'), cache: { kind: 'unknown' } }, { records, artifacts: [mine] }),
  ).toBeUndefined();
});

test('logs are those of the cell and its conversions, by session and role if asked', () => {
  const cell = runCell({ model: 'cnn' }, { steps: [stepKey('optimise')] });
  const other = runCell({ model: 'mlp' });
  const records = [
    conversion('optimise', succeeded, { files: [log('stderr', 'c')] }),
    conversion('another', succeeded, { files: [log('stderr', 'x')] }),
    session(cell, 1, succeeded, { files: [log('stdout', 'a1'), log('stderr', 'a1')], metrics: sessionMetrics(1e6) }),
    session(cell, 2, succeeded, { files: [log('stdout', 'a2')] }),
    session(other, 1, succeeded, { files: [log('stdout', 'b1')] }),
  ];
  const input = { runSet: theRun.id, plan: planOf([cell, other], [step('optimise')]), cell, records };
  const names = (logs: ReturnType<typeof logsOf>) => logs.logs.map(({ path }) => path.split('/').slice(1).join('/'));
  expect(schemaErrors('logs', logsOf(input))).toEqual([]);
  expect(names(logsOf(input))).toEqual(['c/stderr', 'a1/stdout', 'a1/stderr', 'a2/stdout']);
  expect(names(logsOf({ ...input, session: 1 }))).toEqual(['a1/stdout', 'a1/stderr']);
  expect(names(logsOf({ ...input, role: 'stderr' }))).toEqual(['c/stderr', 'a1/stderr']);
});
