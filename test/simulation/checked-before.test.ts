/** What a check said is kept with its artifact: who finds it in the cache says it too. */
import { expect, test } from 'vitest';
import type { RunSetId } from '#domain/names.js';
import { unlabelled } from '#domain/run-set.js';
import { runExperiment } from '#engine/run-experiment.js';
import type { World } from '#engine/world.js';
import { cellPageOf } from '#report/cell-page.js';
import { cellPageText } from '#report/cell-page-text.js';
import { explainOf } from '#report/explain.js';
import { explainText } from '#report/explain-text.js';
import { manifestOf } from '#report/manifest.js';
import { schemaErrors } from '#test/report/schemas.js';
import { calmWorld } from '#test/simulation/calm-world.js';
import { question } from '#test/simulation/question.js';

const wide = { width: 200, now: '2026-01-02T00:00:00.000Z' };
const { world, passing } = calmWorld(question);

async function run(entropy: string): Promise<RunSetId> {
  const spec = { name: 'x.yaml', text: 'x' };
  const request = { ...question, spec, inventoryText: null, labels: unlabelled, where: null, entropy };
  const view = { started: () => undefined, happened: () => undefined, beat: () => undefined };
  const { runSet } = await passing(runExperiment(world, { ...request, stops: { onStop: () => undefined } }, view));
  return runSet;
}

function rowsOf({ store }: World, id: RunSetId) {
  const runSet = store.runSet(id);
  if (!runSet) throw new Error(`${id} is not there`);
  return { runSet, plan: store.plan(id), records: store.records(id), artifacts: store.artifacts() };
}

test('a check that is in the cache is told with its numbers and with when they were found', async () => {
  const first = rowsOf(world, await run('0001'));
  const again = rowsOf(world, await run('0002'));
  expect(again.records.filter(({ work }) => work.kind === 'conversion')).toEqual([]);
  const [cell] = again.plan.cells;
  if (cell?.kind !== 'run') throw new Error('the first cell is not run');
  const { check } = cell.measurement.route;
  const made = first.records.find(({ work }) => work.kind === 'conversion' && work.step === check);

  const view = explainOf({ ...again, cell, earlier: null });
  expect(view.recipe?.check).toMatchObject({ state: 'good-before', madeAt: made?.endedAt });
  expect(view.recipe?.check?.numbers).toEqual([
    { name: 'cosine', value: 1, items: 1 },
    { name: 'max-error', value: 0, items: 1 },
    { name: 'top-1-agreement', value: 1, items: 1 },
  ]);
  expect(explainOf({ ...first, cell, earlier: null }).recipe?.check).toMatchObject({ state: 'good', madeAt: null });
  expect(schemaErrors('explain', view)).toEqual([]);
  const page = cellPageOf({ ...again, cell, retired: [], environments: [], superseded: [] });
  expect(page.check).toEqual(view.recipe?.check);
  expect(schemaErrors('show', page)).toEqual([]);
  expect(cellPageText(page, wide).join('\n')).toContain('answered like its source when it was made');
  const text = explainText(view, wide).join('\n');
  expect(text).toContain('answered like its source when it was made');
  expect(text).toContain(`least cosine 1.00000`);
  expect(text).toContain(`found ${made?.endedAt ?? ''}`);
});

test('a manifest has the numbers of every check that was passed, and the limits that it kept', async () => {
  const rows = rowsOf(world, await run('0003'));
  const manifest = manifestOf({ ...rows, environments: [], version: '1' });
  expect(schemaErrors('manifest', manifest)).toEqual([]);
  const { steps } = manifest.predicate.buildDefinition;
  const checks = steps.filter(({ conversion }) => conversion === 'check');
  expect(checks.length).toBeGreaterThan(0);
  for (const { checked } of checks) {
    expect(checked?.limits).toEqual({
      cosine: expect.any(Number),
      maxError: expect.any(Number),
      top1: expect.any(Number),
    });
    expect(checked?.numbers.map(({ name }) => name)).toEqual(['cosine', 'max-error', 'top-1-agreement']);
  }
  expect(steps.filter(({ conversion }) => conversion !== 'check').every(({ checked }) => checked === undefined)).toBe(
    true,
  );
});
