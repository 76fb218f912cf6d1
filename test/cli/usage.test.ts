/** What the program says before it does anything: help, version, mistakes. Nothing here needs a board. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '#cli/catalogue.js';
import { ensureBuilt, root, runToEnd } from '#test/cli/binary.js';
import manifest from '../../package.json' with { type: 'json' };

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-usage-'));
const say = (args: readonly string[], env: NodeJS.ProcessEnv = {}): ReturnType<typeof runToEnd> =>
  runToEnd(args, { cwd: folder, env });

beforeAll(ensureBuilt);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('--version is the version of the package', async () => {
  expect(await say(['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
});

test('--help lists every command with examples, on stdout', async () => {
  const { code, out, err } = await say(['--help']);
  expect([code, err]).toEqual([0, '']);
  for (const { name } of catalogue) {
    expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  }
  expect(out).toContain('$ orchestrate run experiments/quickstart.yaml');
  expect(out).toContain('--store <folder>');
});

test.each(catalogue.map(({ name }) => name))('%s --help', async (name) => {
  const { code, out, err } = await say([name, '--help']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain(`Usage: orchestrate ${name}`);
  expect(out).toContain('--json');
});

test.each<[string, string[], RegExp]>([
  ['an unknown command', ['rnu', 'x.yaml'], /unknown command 'rnu'\n\(Did you mean run\?\)/],
  ['an unknown option', ['run', 'x.yaml', '--jsno'], /unknown option '--jsno'\n\(Did you mean --json\?\)/],
  ['a missing argument', ['run'], /missing required argument 'file'/],
  ['no command', [], /Usage: orchestrate/],
  ['nothing measured yet', ['status'], /no results here/],
  ['nothing to resume', ['resume'], /no results here/],
  ['a missing file', ['run', 'nowhere.yaml'], /no experiment file nowhere\.yaml/],
  ['a table that is not named', ['import'], /^error: missing required argument 'table'/],
  ['an output that is not named', ['parse', 'trtexec'], /^error: missing required argument 'output'/],
  ['a missing folder', ['plan', 'no/where.yaml'], /folder no does not exist/],
])('%s ends with 2 and no stack', async (_, args, message) => {
  const { code, out, err } = await say(args);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n {4}at /);
});

test('a missing file suggests the one that was meant', async () => {
  writeFileSync(join(folder, 'quickstart.yaml'), 'schema: 1\n');
  expect((await say(['plan', 'quikstart.yaml'])).err).toContain('did you mean quickstart.yaml?');
});

test.each<[string, string, RegExp]>([
  [
    'experiments/published/tryolabs-2019.yaml',
    'an import mapping',
    /orchestrate import TABLE.csv --mapping .*tryolabs-2019.yaml/,
  ],
  ['inventory/studies.yaml', 'an inventory', /orchestrate boards check --inventory .*studies.yaml/],
  ['toolchains/tensorrt/toolchain.yaml', 'a toolchain', /orchestrate toolchains show NAME/],
])('run and plan of %s say that it is %s, what that is for, and no more', async (file, what, help) => {
  for (const command of ['run', 'plan']) {
    const { code, out, err } = await say([command, join(root, file)]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`error[file/other-kind]: this is ${what}, and an experiment was expected`);
    expect(err).toMatch(help);
    expect(err).toContain('1 error; nothing was started.');
  }
});

test('all mistakes of a file are shown at once, each with its place and line', async () => {
  writeFileSync(join(folder, 'wrong.yaml'), 'schema: 1\nname: x\nmatrx: {}\nmodels: { m: { sources: [] } }\n');
  const { code, out, err } = await say(['run', 'wrong.yaml']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('wrong.yaml:3:1');
  expect(err).toContain('3 | matrx: {}');
  expect(err).toContain('wrong.yaml:4:');
  expect(err).toMatch(/wrong\.yaml: \d+ errors; nothing was started\./);
});

test('--strict takes a warning for an error; without it the plan goes on', async () => {
  const axes = 'device: [this-machine], model: [m], framework: [onnxruntime], precision: [fp32]';
  const rules = 'exclude: [{ model: "n*" }]';
  const models = 'm: { sources: [{ format: onnx, precision: fp32, path: m.onnx }], inputs: [{ name: i, shape: [1] }] }';
  writeFileSync(
    join(folder, 'idle.yaml'),
    `schema: 1\nname: idle\nmatrix: { axes: { ${axes} }, ${rules} }\nmodels: { ${models} }\n`,
  );
  const warned = await say(['plan', 'idle.yaml', '--store', folder]);
  expect([warned.code, warned.err.split('\n')[0]]).toEqual([
    0,
    'warning[matrix/no-match]: exclude rule matches no cell: no level of axis "model" fits "n*"',
  ]);
  for (const command of ['plan', 'run']) {
    const { code, out, err } = await say([command, 'idle.yaml', '--strict', '--store', folder]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('error[matrix/no-match]');
    expect(err).toContain('error[spec/path-missing]: there is no file "m.onnx"');
    expect(err).toContain('idle.yaml: 2 warnings, and --strict takes warnings for errors; nothing was started.');
  }
});

test('a file that is no YAML at all', async () => {
  writeFileSync(join(folder, 'broken.yaml'), 'schema: [1\nname: "x\n');
  const { code, err } = await say(['plan', 'broken.yaml']);
  expect(code).toBe(2);
  expect(err).toContain('broken.yaml');
});

test('--store that is another file', async () => {
  writeFileSync(join(folder, 'file.txt'), '');
  const { code, err } = await say(['--store', 'file.txt', 'status']);
  expect(code).toBe(2);
  expect(err).toContain('--store file.txt');
});

test('plan of the quickstart says what will happen, and starts nothing', async () => {
  const { code, out } = await runToEnd(['plan', join(root, 'experiments/quickstart.yaml'), '--store', folder], {
    cwd: folder,
  });
  expect(code).toBe(0);
  expect(out).toMatch(/\d+ to measure/);
  expect(out).toContain('estimate');
  expect((await say(['--store', folder, 'status'])).code).toBe(2);
});
