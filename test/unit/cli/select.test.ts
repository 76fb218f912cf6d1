import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { projectForReading, projectOfExperiment } from '#cli/project.js';
import { selectCell } from '#cli/select-cell.js';
import { selectRun } from '#cli/select-run.js';
import { runSetId } from '#domain/names.js';
import type { RunSet } from '#domain/run-set.js';
import { theRun } from '#test/report/attempts.js';
import { quickstart } from '#test/report/quickstart.js';

const runs: readonly RunSet[] = [
  { ...theRun, id: runSetId('20261120-quickstart-b2'), experiment: 'quickstart' },
  { ...theRun, id: runSetId('20261119-stress-c3'), experiment: 'stress', name: 'night' },
  { ...theRun, id: runSetId('20261118-quickstart-a1'), experiment: 'quickstart' },
];

describe('a run set', () => {
  test.each([
    [undefined, '20261120-quickstart-b2'],
    ['@latest', '20261120-quickstart-b2'],
    ['@latest~1', '20261118-quickstart-a1'],
    ['stress', '20261119-stress-c3'],
    ['night', '20261119-stress-c3'],
    ['quickstart', '20261120-quickstart-b2'],
    ['20261118', '20261118-quickstart-a1'],
    ['20261119-stress-c3', '20261119-stress-c3'],
  ])('%s', (wanted, id) => {
    expect(selectRun(runs, wanted).id).toBe(id);
  });

  test('that is not there, or not one, lists what there is', () => {
    expect(() => selectRun(runs, '202611')).toThrow(
      /3 run sets begin with it[\s\S]*20261119-stress-c3 {2}2026-11-20 13:30 UTC/,
    );
    expect(() => selectRun(runs, '@latest~2')).toThrow(/there is none[\s\S]*@latest~1/);
    expect(() => selectRun([], undefined)).toThrow(/`orchestrate run FILE`/);
  });
});

describe('a cell', () => {
  const { cells } = quickstart().plan;
  const [first] = cells;
  if (!first) throw new Error('cells');

  test('by slug, by part of it, by key', () => {
    expect(selectCell(cells, first.slug)).toBe(first);
    expect(selectCell(cells, first.key.slice(0, 8))).toBe(first);
    expect(selectCell(cells, 'tflite').slug).toBe('local/digits-cnn/tflite/int8');
  });

  test('that is not one lists the candidates with their keys', () => {
    expect(() => selectCell(cells, 'digits-cnn/onnxruntime/')).toThrow(
      new RegExp(`fits 3 cells[\\s\\S]*${first.key.slice(0, 8)} {2}local/digits-cnn/onnxruntime/fp32`),
    );
    expect(() => selectCell(cells, 'nothing\u001b')).toThrow(/No cell is called nothing\\u001b\.[\s\S]*… and 1 more/);
  });
});

describe('the project', () => {
  const root = mkdtempSync(join(tmpdir(), 'project-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const folder = (...parts: readonly string[]): string => {
    const path = join(root, ...parts);
    mkdirSync(path, { recursive: true });
    return path;
  };

  test('of an experiment is above a folder named experiments, else beside the file, else where results are', () => {
    expect(projectOfExperiment(join(folder('a', 'experiments', 'deep'), 'x.yaml')).runs).toBe(join(root, 'a', 'runs'));
    expect(projectOfExperiment(join(folder('b'), 'x.yaml')).runs).toBe(join(root, 'b', 'runs'));
    writeFileSync(join(folder('c', 'runs'), 'orchestrate.db'), '');
    expect(projectOfExperiment(join(folder('c', 'd', 'experiments'), 'x.yaml')).runs).toBe(join(root, 'c', 'runs'));
    expect(projectOfExperiment('x.yaml', join(root, 'elsewhere')).database).toBe(
      join(root, 'elsewhere', 'orchestrate.db'),
    );
  });

  test('for reading must have results', () => {
    writeFileSync(join(folder('e', 'runs'), 'orchestrate.db'), '');
    expect(projectForReading(folder('e', 'f', 'g')).runs).toBe(join(root, 'e', 'runs'));
    expect(projectForReading(root, join(root, 'e', 'runs', 'orchestrate.db')).runs).toBe(join(root, 'e', 'runs'));
    expect(() => projectForReading(folder('h'))).toThrow(/There are no results here[\s\S]*--store FOLDER/);
    expect(() => projectForReading(root, folder('h'))).toThrow(/there is no orchestrate\.db/);
  });
});
