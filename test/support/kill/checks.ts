/** What must hold of a ledger project after whatever was done to it: the record and the runners' own ledger agree. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { workKey } from '#domain/attempt.js';
import type { AttemptRecord } from '#domain/record.js';
import { openResultStore } from '../../../src/adapters/sqlite/open.js';
import type { LedgerProject } from './ledger-project.js';

export function recordsOf(project: LedgerProject): readonly AttemptRecord[] {
  const opened = openResultStore(join(project.folder, 'runs', 'orchestrate.db'), { mode: 'read' });
  if (!opened.ok) return [];
  try {
    return opened.value.runSets().flatMap(({ id }) => opened.value.records(id));
  } finally {
    opened.value.close();
  }
}

export const isClosed = (record: AttemptRecord): boolean => record.outcome !== undefined;

export function kept(before: readonly AttemptRecord[], after: readonly AttemptRecord[]): readonly AttemptRecord[] {
  const now = new Map(after.map((record) => [record.id, record]));
  return before.filter(isClosed).flatMap(({ id }) => now.get(id) ?? []);
}

/** Two cells of three sessions, and the accuracy of each. */
function succeededWorks(records: readonly AttemptRecord[]): readonly string[] {
  return records
    .filter(({ outcome, work }) => outcome?.kind === 'succeeded' && work.kind !== 'conversion')
    .map(({ work }) => workKey(work));
}

const PLANNED = 2 * 3 + 2;

export function isComplete(records: readonly AttemptRecord[]): boolean {
  return records.every(isClosed) && new Set(succeededWorks(records)).size === PLANNED;
}

/** Exactly one accepted result each, with its samples; whatever else there is says why it is none. */
export function expectAccepted(records: readonly AttemptRecord[]): void {
  const works = succeededWorks(records);
  expect(works).toHaveLength(new Set(works).size);
  for (const { id, outcome, metrics, files, work } of records) {
    if (outcome?.kind === 'failed')
      expect(outcome.failure.class, `${id}: ${outcome.failure.code}`).toBe('infrastructure');
    if (outcome?.kind !== 'succeeded' || work.kind !== 'session') continue;
    expect(metrics.find(({ name, statistic }) => name === 'latency' && statistic === 'median')).toMatchObject({
      value: 1001.5,
      count: 4,
    });
    expect(files.map(({ role }) => role)).toContain('samples');
  }
}

/** Told by the runners themselves: nobody met another alive, no attempt began twice, nothing accepted was measured again. */
export function expectLedger(project: LedgerProject, records: readonly AttemptRecord[]): void {
  const begun = project.ledger().filter((line) => line.at === 'begin');
  expect(begun.flatMap(({ attempt, met }) => met.map((other) => `${attempt} met ${other}`))).toEqual([]);
  expect(begun.map(({ attempt }) => attempt)).toHaveLength(new Set(begun.map(({ attempt }) => attempt)).size);
  for (const { id, work, outcome } of records) {
    if (outcome?.kind !== 'succeeded' || work.kind === 'conversion') continue;
    const at = begun.findIndex(({ attempt }) => attempt === id);
    const later = begun.slice(at + 1).filter(({ attempt }) => attempt.split('.')[1] === id.split('.')[1]);
    expect(at, `${id} was measured`).toBeGreaterThanOrEqual(0);
    expect(later, `${id} was measured again`).toEqual([]);
  }
}
