/** What somebody meets who starts this program for the first time: each mistake is said in words, with what to do, and ends with 2. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, ensureBuilt, program, root, runToEnd } from '#test/cli/binary.js';
import { pretendProject } from '#test/cli/pretend-project.js';

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-evening-'));
const at = (...names: readonly string[]): string => join(folder, ...names);
const say = (args: readonly string[], where = 'project', env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  runToEnd(args, { cwd: at(where), env });

beforeAll(() => {
  ensureBuilt();
  for (const name of ['empty', 'project/experiments', 'project/folder.onnx', 'taken'])
    mkdirSync(at(name), { recursive: true });
  writeFileSync(at('project/experiments/night.yaml'), 'schema: 1\n');
  writeFileSync(at('taken/experiments'), 'a file where a folder is needed');
  for (const name of ['project', 'taken'])
    copyFileSync(join(root, 'experiments/models/digits-mobile.fp32.onnx'), at(name, 'net.onnx'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each<[string, string, string[], RegExp]>([
  [
    'run of nothing lists what there is',
    'project',
    ['run'],
    /missing required argument 'file'.*\n {2}experiments\/night\.yaml/,
  ],
  ['run of nothing where nothing is', 'empty', ['run'], /orchestrate init MODEL\.onnx.*--quickstart/],
  ['a name without its folder and ending', 'project', ['run', 'nihgt'], /did you mean experiments\/night\.yaml\?/],
  [
    'a name that is like nothing',
    'project',
    ['plan', 'other.yaml'],
    /no experiment file other\.yaml[^]*there is experiments\/night\.yaml/,
  ],
  ['the folder of experiments', 'project', ['run', 'experiments'], /is a folder[^]*there is experiments\/night\.yaml/],
  [
    'a model in place of an experiment',
    'project',
    ['run', 'net.onnx'],
    /`orchestrate init net\.onnx` writes an experiment for this one/,
  ],
  ['a word of another program', 'project', ['benchmark'], /unknown command 'benchmark'\n\(Did you mean run\?\)/],
  ['a slip in a command', 'project', ['resmue'], /Did you mean resume\?/],
  ['a slip in an option', 'project', ['init', '--shap', '1x2'], /unknown option '--shap'\n\(Did you mean --shape\?\)/],
  ['init of nothing names the models that are there', 'project', ['init'], /orchestrate init net\.onnx/],
  ['init of nothing where nothing is', 'empty', ['init'], /--quickstart/],
  ['init of a folder', 'project', ['init', 'folder.onnx'], /folder\.onnx: this is a folder/],
  [
    'init with a shape that is none',
    'project',
    ['init', 'net.onnx', '--shape', '1,a'],
    /expected sizes such as 1x3x224x224/,
  ],
  [
    'init where something is in the way',
    'taken',
    ['init', 'net.onnx'],
    /experiments\/net\.yaml cannot be written: something else is in its place/,
  ],
  [
    'init of a file whose name no experiment can hold',
    'project',
    ['init', 'my$net.onnx'],
    /my\$net\.onnx has a name.*rename it/,
  ],
  ['labels without data', 'project', ['init', 'net.onnx', '--labels', 'l.npy'], /--data FILE\.npy/],
  ['show before any run', 'empty', ['show'], /no results here[^]*orchestrate run FILE/],
])('%s', async (_, where, args, said) => {
  const { code, out, err } = await say(args, where);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(said);
  expect(err).not.toMatch(/\n {4}at |bug in orchestrate/);
});

test('an old Node is told in a sentence which one is needed', () => {
  const preload = at('old.cjs');
  writeFileSync(
    preload,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });\n",
  );
  const said = failing(['-r', preload, program, 'run', 'x.yaml']);
  expect(said).toMatch(/^orchestrate needs Node 20\.19 or newer/);
});

test('a machine that is no board: what is missing is named, and nothing is measured', async () => {
  const project = pretendProject(['measure']);
  try {
    // All that this machine has but the two that a supervisor cannot do without; as on a Mac.
    const tools = at('tools');
    mkdirSync(tools);
    const places = ['/usr/bin', '/bin'].flatMap((place) =>
      readdirSync(place).map((name) => [name, join(place, name)] as const),
    );
    const wanted = new Set([
      'sh',
      'cat',
      'mkdir',
      'rm',
      'sed',
      'grep',
      'find',
      'sha256sum',
      'uname',
      'stat',
      'ps',
      'tr',
      'cut',
    ]);
    for (const [name, path] of new Map(places.filter(([name]) => wanted.has(name))))
      execFileSync('ln', ['-s', path, join(tools, name)]);
    const { code, out, err } = await runToEnd(['run', project.experiment], {
      cwd: project.folder,
      env: { PATH: tools },
    });
    expect(code, err).toBe(5);
    expect(out).toMatch(/cannot be a board: .*flock, setsid/);
    expect(out).toContain('util-linux');
  } finally {
    project.remove();
  }
});

test('a home that cannot be written is named as such, with the way around', async () => {
  await say(['init', '--quickstart'], 'empty');
  const { code, out } = await say(['plan', 'experiments/quickstart.yaml'], 'empty', {
    HOME: '/dev/null/x',
    XDG_STATE_HOME: '',
  });
  expect(code).toBe(0);
  expect(out).toMatch(/ENOTDIR[^]*XDG_STATE_HOME/);
});

/** Standard error of a start that must end with 2. */
function failing(args: readonly string[]): string {
  try {
    execFileSync(process.execPath, args, { stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    if (error instanceof Error && 'status' in error && 'stderr' in error && error.status === 2)
      return String(error.stderr);
    throw error;
  }
  throw new Error('it did not fail');
}
