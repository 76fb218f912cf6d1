/** A source that a command builds, by the built program: once for two frameworks, not again, and never other bytes than pinned. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endStarted, ensureBuilt, runToEnd } from '#test/cli/binary.js';
import { type PretendProject, pretendProject } from '#test/cli/pretend-project.js';
import { schemaErrors } from '#test/report/schemas.js';

const model = join(import.meta.dirname, '../../experiments/models/digits-mobile.int8.onnx');
const digest = createHash('sha256').update(readFileSync(model)).digest('hex');

let project: PretendProject;
let plain: string;
beforeAll(() => {
  ensureBuilt();
  project = pretendProject(['measure']);
  const { folder, experiment } = project;
  const toolchain = join(folder, 'toolchains/pretend/toolchain.yaml');
  writeFileSync(toolchain, readFileSync(toolchain, 'utf8').replace('loads: text', 'loads: onnx'));
  mkdirSync(join(folder, 'zoo'));
  copyFileSync(model, join(folder, 'zoo/weights.bin'));
  // It leaves a line wherever it is told to, so that it can be counted.
  const script = 'echo called >>"$2"\n[ "$1" = good ] || { echo "no such network: $1" >&2; exit 4; }\n';
  writeFileSync(join(folder, 'zoo/build.sh'), `set -eu\n${script}cat files/weights.bin >"$3"\n`);
  plain = readFileSync(join(folder, experiment), 'utf8')
    .replace('framework: [pretend]', 'framework: [pretend, other]')
    .replace('models:', 'frameworks: { other: { toolchain: pretend } }\nmodels:');
});
afterAll(() => {
  endStarted();
  project.remove();
});

const calls = (): number => readFileSync(join(project.folder, 'calls'), 'utf8').split('\n').length - 1;

function write({ network = 'good', more = '' } = {}): void {
  const words = `[sh, zoo/build.sh, ${network}, ${join(project.folder, 'calls')}, "{out}"]`;
  const source = `{ format: onnx, precision: fp16, build: ${words}, inputs: [zoo/build.sh, zoo/weights.bin]${more} }`;
  writeFileSync(join(project.folder, project.experiment), plain.replace(/\{ format: text.*\}/, source));
}

/** A view, held against its schema. */
async function view(...args: readonly string[]) {
  const { code, out, err } = await runToEnd([...args, '--json'], { cwd: project.folder });
  expect(code, err).toBe(0);
  const made: unknown = JSON.parse(out);
  expect(schemaErrors(args.slice(0, args[0] === 'cache' ? 2 : 1).join('-'), made)).toEqual([]);
  return made;
}
const run = () => runToEnd(['run', project.experiment], { cwd: project.folder });
const builds = (cache: string) => ({
  steps: [
    expect.objectContaining({
      does: 'builds',
      where: 'builder',
      to: { format: 'onnx', precision: 'fp16' },
      cache,
      cells: 2,
    }),
  ],
});

test('is built once for whoever needs it, told of, and not built again', async () => {
  write();
  expect(await view('plan', project.experiment)).toMatchObject(builds('miss'));
  const first = await run();
  expect([first.code, calls()], first.out + first.err).toEqual([0, 1]);
  const made = { sha256: digest, bytes: readFileSync(model).length };
  const route = [expect.objectContaining({ conversion: 'build', artifact: expect.objectContaining(made) })];
  expect(await view('explain', 'other/fp16')).toMatchObject({ recipe: { source: made, route, check: null } });
  const why = { ingredients: expect.arrayContaining([{ name: 'file weights.bin', value: digest }]) };
  expect(await view('cache', 'why', digest.slice(0, 12))).toMatchObject({ steps: [expect.objectContaining(why)] });
  const manifest: unknown = JSON.parse((await runToEnd(['manifest'], { cwd: project.folder })).out);
  expect(schemaErrors('manifest', manifest)).toEqual([]);
  const input = {
    name: 'zoo/weights.bin',
    digest: { sha256: digest },
    annotations: { role: 'source', bytes: made.bytes },
  };
  expect(manifest).toMatchObject({
    predicate: {
      buildDefinition: {
        resolvedDependencies: expect.arrayContaining([input]),
        steps: [{ conversion: 'build', from: { build: expect.any(String) }, content: made }],
      },
    },
  });
  const again = await run();
  expect([again.code, calls()], again.err).toEqual([0, 1]);
  expect(await view('plan', project.experiment)).toMatchObject(builds('hit'));
  expect((await runToEnd(['verify'], { cwd: project.folder })).code).toBe(0);
  writeFileSync(join(project.folder, 'zoo/weights.bin'), 'others');
  const changed = await runToEnd(['verify'], { cwd: project.folder });
  expect([changed.code, changed.out]).toEqual([6, expect.stringContaining('zoo/weights.bin')]);
  copyFileSync(model, join(project.folder, 'zoo/weights.bin'));
});

test('that comes out otherwise than pinned is used by nobody', async () => {
  write({ more: `, sha256: "${digest}"` });
  const right = await run();
  expect(right.code, right.err).toBe(0);
  const before = calls();
  write({ more: `, sha256: "${'0'.repeat(64)}"` });
  const wrong = await run();
  expect([wrong.code, calls()], wrong.out + wrong.err).toEqual([3, before + 1]);
  const said = await runToEnd(['show', 'other/fp16'], { cwd: project.folder });
  expect(said.out).toContain('has other bytes than its pinned sha256');
  expect(await view('plan', project.experiment)).toMatchObject(builds('miss'));
});

test('that cannot be built says the last words of its command', async () => {
  write({ network: 'bad' });
  const ended = await run();
  expect(ended.code).toBe(3);
  const said = await runToEnd(['explain', 'other/fp16'], { cwd: project.folder });
  expect(said.out).toContain('no such network: bad');
});
