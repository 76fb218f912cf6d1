/**
 * The shipped experiment of all frameworks on a board that reaches no index: its wheels are fetched here and sent, models are
 * converted here and held there against their source, on an aarch64 processor. What is stopped there ends there.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Ended, endStarted, ensureBuilt, root, runToEnd, start } from '#test/cli/binary.js';
import { keptIn } from '#test/frameworks/kept.js';
import type { Check, ExportedCell } from '#test/frameworks/shipped-run.js';
import { follow, isSession, recordsOf } from '#test/lab/follow.js';
import { Lab } from '#test/lab/lab.js';

const frameworks = ['onnxruntime', 'tflite'];
const precisions = ['fp32', 'int8'];

beforeAll(ensureBuilt);
afterEach(endStarted);

test('ONNX Runtime and LiteRT are installed on an aarch64 board without internet, checked there and measured', async () => {
  using lab = new Lab();
  const experiment = lab.experiment('frameworks', shipped(inventoryOf(lab)));
  const does = async (...args: readonly string[]): Promise<Ended> => await runToEnd(args, { cwd: lab.folder });

  for (const [board, ...how] of [['pi', '--offline'], ['converter']] as const) {
    const prepared = await does('boards', 'prepare', board, '--for', experiment, ...how);
    expect(prepared.code, prepared.out + prepared.err).toBe(0);
  }

  const run = start(['run', experiment, '--json'], { cwd: lab.folder });
  const { doing } = await follow(run).next((event) => event.kind === 'begun' && isSession(event, 'pi'));
  // A terminal that is closed: stop now.
  run.child.kill('SIGHUP');
  expect((await run.ended).code).toBe(130);
  expect(recordsOf(lab).find(({ id }) => id === doing?.attempt)?.outcome).toMatchObject({ kind: 'cancelled' });
  expect(lab.ask('pi', 'pgrep', '-c', '-f', '[r]unner.py', '||', 'true').trim(), 'nothing computes on').toBe('0');

  const resumed = await does('resume');
  expect(resumed.code, resumed.out + resumed.err).toBe(0);
  const exported = JSON.parse((await does('export', '--json')).out) as { readonly cells: readonly ExportedCell[] };
  expect(exported.cells.map(({ levels: { framework, precision } }) => `${framework} ${precision}`)).toEqual(
    frameworks.flatMap((framework) => precisions.map((precision) => `${framework} ${precision}`)),
  );
  expect(exported.cells.filter(({ state }) => state !== 'measured')).toEqual([]);
  for (const { slug } of exported.cells) {
    const { recipe } = JSON.parse((await does('explain', slug, '--json')).out) as { readonly recipe: Recipe };
    expect(recipe.check, slug).toMatchObject({ state: 'good' });
  }
  process.stdout.write(`${(await does('show')).out}\n`);
});

interface Recipe {
  readonly check: Check | null;
}

/** What converts is this machine, in environments that outlive the test. */
const inventoryOf = (lab: Lab): string =>
  lab.inventoryBeside({
    converter: { local: true, paths: { state: join(keptIn(lab.folder), 'board'), lock: join(lab.folder, 'lock') } },
  });

/** On this board alone, and short: every inference is emulated. */
function shipped(inventory: string): string {
  const {
    matrix,
    measure: { input, accuracy },
    ...rest
  } = parse(readFileSync(join(root, 'experiments/frameworks.yaml'), 'utf8')) as Shipped;
  const axes = {
    ...matrix.axes,
    device: ['lab-pi'],
    model: ['digits-mobile'],
    framework: frameworks,
    precision: precisions,
  };
  const short = { sessions: 1, warmup: { iterations: 1 }, iterations: { min: 3 }, duration: { min: '2s' } };
  return JSON.stringify({ ...rest, inventory, matrix: { axes }, measure: { ...short, input, data: accuracy.data } });
}

interface Shipped {
  readonly matrix: { readonly axes: object };
  readonly measure: { readonly input: string; readonly accuracy: { readonly data: string } };
}
