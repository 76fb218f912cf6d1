/**
 * experiments/frameworks.yaml for real: every framework is installed by the one documented command, converts the shipped models
 * and measures them. What is expected follows from rules, never from a list of results.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { endStarted, ensureBuilt, root } from '#test/cli/binary.js';
import { type ExportedCell, ShippedRun } from '#test/frameworks/shipped-run.js';

/** How many of 150 images a precision may answer otherwise than the source: rounding moves only what was close. */
const margins: Readonly<Record<string, number>> = { fp32: 1, fp16: 2, bf16: 4, int8: 6 };
/** Computed in anything wider, an answer is as good, but the cell is not what was asked. */
const wider: Readonly<Record<string, readonly string[]>> = {
  fp16: ['bf16', 'fp32'],
  bf16: ['fp32'],
  int8: ['fp16', 'bf16', 'fp32'],
};

let shipped: ShippedRun;
let cells: readonly ExportedCell[];

beforeAll(async () => {
  ensureBuilt();
  shipped = new ShippedRun('frameworks');
  const prepared = await shipped.do('boards', 'prepare', 'this-machine', '--for', shipped.experiment);
  expect(prepared.code, prepared.out + prepared.err).toBe(0);
  // 3: some cells failed, which the tests tell apart.
  const { code, out, err } = await shipped.do('run', shipped.experiment);
  expect([0, 3], out + err).toContain(code);
  cells = await shipped.cells();
  // The table of a run that was watched by nobody.
  process.stdout.write(`${(await shipped.do('show')).out}\n`);
});
afterAll(() => {
  endStarted();
  shipped[Symbol.dispose]();
});

test('nothing is missing, nothing failed, nothing was forgotten', () => {
  expect(cells.length).toBeGreaterThan(60);
  const ended = ['measured', 'invalid', 'unsupported'];
  expect(cells.filter(({ state }) => !ended.includes(state)).map(said)).toEqual([]);
});

test('a precision that a toolchain does not declare is unsupported for that reason, and only such a one', () => {
  const undeclared = cells.filter((cell) => !declared(cell));
  expect(undeclared.length).toBeGreaterThan(0);
  const refused = cells.filter(({ reason }) => reason?.code === 'route/precision');
  expect(refused.map(said)).toEqual(undeclared.map(said));
});

test('fp32 and int8 are measured by every framework that declares them', () => {
  const asked = cells.filter((cell) => declared(cell) && ['fp32', 'int8'].includes(cell.levels.precision));
  expect(asked.length).toBeGreaterThan(30);
  expect(asked.filter(({ state }) => state !== 'measured').map(said)).toEqual([]);
});

test('half precision is measured, or computed in something wider and told, or refused in words that are quoted', () => {
  const halves = cells.filter((cell) => declared(cell) && ['fp16', 'bf16'].includes(cell.levels.precision));
  expect(halves.length).toBeGreaterThan(15);
  const untold = halves.filter(({ state, levels: { precision }, reason }) => {
    const { asked, used, said: quoted } = reason?.facts ?? {};
    if (state === 'measured') return false;
    if (state === 'invalid')
      return (
        reason?.code !== 'execution/arithmetic' || asked !== precision || !wider[precision]?.includes(String(used))
      );
    // No source and no tool of this framework gives it, or the framework itself said why not.
    return reason?.code !== 'route/none' && !(typeof quoted === 'string' && quoted.length > 20);
  });
  expect(untold.map(said)).toEqual([]);
});

test('what a conversion gave answers like its source', async () => {
  const measured = cells.filter(({ state }) => state === 'measured');
  const checks = await Promise.all(measured.map((cell) => shipped.check(cell)));
  const bad = measured.filter((_, at) => {
    const check = checks[at];
    // What a framework loads as it is was not converted, and the sums of its own tool hold no answers.
    return check && !check.state.startsWith('good') && check.because !== 'summary-only';
  });
  expect(bad.map(said)).toEqual([]);
  expect(checks.filter((check) => check?.state.startsWith('good')).length).toBeGreaterThan(20);
});

test('accuracy stays within a few images of the source, whoever converted and computed it', () => {
  const counted = cells.filter(({ state, accuracyState }) => state === 'measured' && accuracyState === 'done');
  expect(counted.length).toBeGreaterThan(25);
  const far = counted.filter((cell) => Math.abs(firstHits(cell) - sourceHits(cell)) > margins[cell.levels.precision]!);
  expect(far.map((cell) => `${cell.slug}: ${firstHits(cell)} of ${sourceHits(cell)}`)).toEqual([]);
  // The source itself knows its digits.
  expect(Math.min(...counted.map(sourceHits))).toBeGreaterThan(140);
});

const toolchainOf = ({ levels: { framework } }: ExportedCell): string =>
  framework === 'openvino-app' ? 'openvino' : framework;

function declared(cell: ExportedCell): boolean {
  const text = readFileSync(join(root, 'toolchains', toolchainOf(cell), 'toolchain.yaml'), 'utf8');
  return (parse(text) as { readonly precisions: readonly string[] }).precisions.includes(cell.levels.precision);
}

/** The source's own answers, by the framework that loads it. */
function sourceHits({ levels: { model } }: ExportedCell): number {
  const own = cells.find(
    ({ levels }) => levels.model === model && levels.framework === 'onnxruntime' && levels.precision === 'fp32',
  );
  return own ? firstHits(own) : Number.NaN;
}

function firstHits({ numbers }: ExportedCell): number {
  const first = numbers?.accuracy.find(({ top }) => top === 1);
  expect(first?.counted).toBe(150);
  return first?.hits ?? Number.NaN;
}

const said = ({ slug, state, reason }: ExportedCell): string => `${slug}: ${state} ${reason?.headline ?? ''}`.trimEnd();
