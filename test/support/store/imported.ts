/** A small table as it is kept, with everything that can be stored of one. */
import { digestOf } from '#core/digest.js';
import { cellOf, slugOf } from '#domain/cell.js';
import { emptyPlan, type Imported, type ImportedCell, type KeptText } from '#domain/imported.js';
import { axisName, levelId, runSetId } from '#domain/names.js';
import { digestOfPlan } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';
import { wall } from './samples.js';

const kept = (path: string, text: string): KeptText => {
  return { path, text, digest: digestOf(text), bytes: text.length };
};

/** One that says nothing but its levels, unless it is given more. */
function importedCell(levels: Readonly<Record<string, string>>, more: Partial<ImportedCell> = {}): ImportedCell {
  const cell = cellOf(new Map(Object.entries(levels).map(([axis, level]) => [axisName(axis), levelId(level)])));
  const nothing = {
    state: 'reported',
    reason: null,
    metrics: [],
    facts: {},
    written: {},
    caveats: [],
    line: 2,
  } as const;
  return { key: cell.key, slug: slugOf(cell), levels, ...nothing, ...more };
}

function latencyOf(ns: number): ImportedCell['metrics'][number] {
  const identity = { name: 'latency', statistic: 'mean', scope: 'inference', unit: 'ns', source: 'reported' } as const;
  return { ...identity, value: ns, column: 'ms' };
}

function top1Of(share: number, measuredOn?: string): ImportedCell['metrics'][number] {
  const identity = { name: 'top-1', statistic: 'share', scope: 'data', unit: 'ratio', source: 'reported' } as const;
  return { ...identity, value: share, column: 'top1', ...(measuredOn === undefined ? {} : { measuredOn }) };
}

export const importedTable: Imported = {
  table: kept('theirs.csv', 'device,ms\npi,2.67\n'),
  mapping: kept('theirs.yaml', 'schema: 1\n'),
  source: { title: 'A study', by: 'Somebody', year: 2019, where: 'table 1', quotedBy: null },
  caveats: ['not shuffled'],
  weights: null,
  columns: ['device', 'ms', 'top1'],
  cells: [
    importedCell(
      { device: 'pi', model: 'm', framework: 'tflite', precision: 'int8' },
      {
        metrics: [latencyOf(2_670_000), top1Of(0.643, 'x86-cpu')],
        facts: { batch: '1' },
        written: { ms: '2.67' },
        caveats: ['a part'],
      },
    ),
    importedCell(
      { device: 'stick', model: 'm', framework: 'edgetpu', precision: 'unknown' },
      { state: 'unsupported', reason: 'no', line: 3 },
    ),
  ],
};

export function importedRunSet(id: string, { mapping }: Imported = importedTable): RunSet {
  return {
    id: runSetId(id),
    experiment: 'theirs',
    name: null,
    tags: [],
    where: null,
    spec: mapping.text,
    specPath: mapping.path,
    inventory: null,
    planDigest: digestOfPlan(emptyPlan('theirs')),
    seed: 0,
    startedAt: wall(100),
    endedAt: wall(100),
    imported: true,
  };
}
