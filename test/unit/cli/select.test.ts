import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { projectForReading, projectOfExperiment } from '#cli/project.js';
import { selectCell } from '#cli/select-cell.js';
import { findRun, selectRun } from '#cli/select-run.js';
import { runSetId } from '#domain/names.js';
import type { RunSet } from '#domain/run-set.js';
import { theRun } from '#test/report/attempts.js';
import { quickstart } from '#test/report/quickstart.js';

/** Newest first, as a store gives them. */
const given: readonly (readonly [string, string, string | null])[] = [
  ['20261120-quickstart-b2', 'quickstart', 'night'],
  ['20261119-stress-c3', 'stress', null],
  ['20261118-quickstart-a1', 'quickstart', null],
  ['20261117-stress-d4', 'stress', 'night'],
  ['20261116-quickstart-e5', 'quickstart', 'stress'],
];
const runs: readonly RunSet[] = given.map(([id, experiment, name]) => {
  return { ...theRun, id: runSetId(id), experiment, name, specPath: `experiments/${experiment}.yaml` };
});

describe('a run set', () => {
  test.each([
    [undefined, 'b2'],
    ['@latest', 'b2'],
    ['@latest~0', 'b2'],
    // Of the experiment of the latest.
    ['@latest~1', 'a1'],
    ['@latest~2', 'e5'],
    ['quickstart', 'b2'],
    ['quickstart@latest', 'b2'],
    ['quickstart~1', 'a1'],
    ['quickstart@latest~2', 'e5'],
    ['night', 'b2'],
    // The one before of that name, whatever its experiment.
    ['night~1', 'd4'],
    // A name and an experiment are one line.
    ['stress', 'c3'],
    ['stress~2', 'e5'],
    ['20261118', 'a1'],
    ['20261119-stress-c3', 'c3'],
    ['20261119~1', 'd4'],
    ['experiments/stress.yaml', 'c3'],
    ['./experiments/stress.yaml@latest~1', 'd4'],
    ['../stress.yaml', 'c3'],
  ])('%s', (wanted, end) => {
    expect(selectRun(runs, wanted).id.endsWith(`-${end}`)).toBe(true);
    if (wanted !== undefined) expect(findRun(runs, wanted)).toBe(selectRun(runs, wanted));
  });

  test.each([
    ['202611', /^Run set 202611: 5 run sets begin with it[^]*20261119-stress-c3 {2}2026-11-20 13:30 UTC/],
    ['@latest~3', /nothing is ~3: there are 3 in all, and the newest is ~0:\n {2}20261120-quickstart-b2 .* night\n/],
    ['night~2', /nothing is ~2: there are 2 in all/],
    ['quikstart', /there is none\. Did you mean quickstart\? Name one by id/],
    ['~1', /there is none/],
    ['@lates', /there is none/],
    ['', /there is none/],
    ['other.yaml', /there is none/],
    ['a\u001b[31m', /Run set a\\u001b\[31m: there is none/],
  ])('%j is none, or not one', (wanted, said) => {
    expect(() => selectRun(runs, wanted)).toThrow(said);
    expect(findRun(runs, wanted)).toBeUndefined();
  });

  test('of many lists a few and says how many more', () => {
    const many = Array.from({ length: 12 }, (_, at) => ({ ...theRun, id: runSetId(`a${at}`) }));
    expect(() => selectRun(many, 'a')).toThrow(/12 run sets[^]*a7 [^]*… and 4 more: `orchestrate ls` lists them$/);
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

  test('that a narrowed run does not have, says what it was narrowed with', () => {
    expect(() => selectCell(cells, 'nothing', { where: 'precision:int8' })).toThrow(
      'No cell is called nothing. The run set was narrowed with --where precision:int8. Name one',
    );
  });

  test('that could have been a run set says that it is neither', () => {
    expect(() => selectCell(cells, 'baselin', { where: null, orRun: true })).toThrow(
      'No run set and no cell of the latest is called baselin. Name a cell by its slug',
    );
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
