/** `validate` and `schema` of the built program: kinds of files, counts, exit codes, JSON. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt, root, runToEnd } from '#test/cli/binary.js';
import schema from '../../schemas/validate.schema.json' with { type: 'json' };

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-validate-'));
const say = (...args: readonly string[]): ReturnType<typeof runToEnd> => runToEnd(args, { cwd: folder });
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const valid = new Ajv2020({ allowUnionTypes: true }).compile(schema);

const axes = 'device: [this-machine], model: [m], framework: [onnxruntime], precision: [fp32]';
const experiment = (path: string, rules = ''): string =>
  `schema: 1\nname: mine\nmatrix: { axes: { ${axes} }${rules} }\nmodels:\n  m:\n    sources: [{ format: onnx, precision: fp32, path: ${path} }]\n    inputs: [{ name: input, shape: [1] }]\n`;

/** Devices of the catalogue, and two boards that are one machine. */
const remote = `schema: 1
boards:
  a: { ssh: pi5, device: raspberry-pi-5, attached: [coral-usb] }
  b: { ssh: pi5, device: raspberry-pi-5 }
builders: { pc: { ssh: pc } }
`;

beforeAll(() => {
  ensureBuilt();
  mkdirSync(join(folder, 'models'));
  write('models/net.onnx', 'x');
  write('good.yaml', experiment('models/net.onnx'));
  write('slip.yaml', experiment('models/nett.onnx'));
  write('wrong.yaml', experiment('models/net.onnx').replace('name:', 'nmae:').replace('fp32]', 'FP32]'));
  write('lab.yaml', 'schema: 1\nboards: { here: { local: true, device: this-machine } }\n');
  write('remote.yaml', remote);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('files of each kind are told apart by their keys, and good ones take a line each', async () => {
  const toolchain = join(root, 'toolchains/onnxruntime/toolchain.yaml');
  expect(await say('validate', 'good.yaml', 'lab.yaml', toolchain)).toEqual({
    code: 0,
    out: `ok good.yaml: experiment, 1 cell\nok lab.yaml: inventory, 1 board, for this-machine\nok ${toolchain}: toolchain\n`,
    err: '',
  });
});

test('all errors of several files, each file with its counts; exit code 2', async () => {
  write('list.yaml', '- a\n');
  const { code, out, err } = await say('validate', 'wrong.yaml', 'list.yaml', 'good.yaml', 'nowhere.yaml');
  expect([code, err]).toEqual([2, '']);
  expect(out).toContain('wrong.yaml:2:1');
  expect(out).toContain('did you mean "name"?');
  expect(out).toContain('did you mean "fp32"?');
  expect(out).toContain('2 errors in wrong.yaml\n');
  expect(out).toContain('error[file/unknown-kind]');
  expect(out).toContain('1 error in list.yaml\nok good.yaml: experiment, 1 cell\n');
  expect(out).toContain('error[file/missing]: there is no YAML file nowhere.yaml\n --> nowhere.yaml\n');
});

test('a missing model is a warning where it is named, with the name that may be meant; an error with --strict', async () => {
  const { code, out } = await say('validate', 'slip.yaml');
  expect(code).toBe(0);
  expect(out).toContain(
    [
      'warning[spec/path-missing]: there is no file "models/nett.onnx"',
      ' --> slip.yaml:6:54',
      '  |',
      '6 |     sources: [{ format: onnx, precision: fp32, path: models/nett.onnx }]',
      '  |                                                      ^^^^^^^^^^^^^^^^',
      'help: did you mean "models/net.onnx"?',
    ].join('\n'),
  );
  expect(out).toContain('ok slip.yaml: experiment, 1 cell, 1 warning\n');
  const strict = await say('validate', '--strict', 'slip.yaml');
  expect([strict.code, strict.out.trimEnd().split('\n').at(-1)]).toEqual([2, '1 error in slip.yaml']);
});

test('plan warns of it in the same words before it says what would be done, and --strict refuses', async () => {
  const plan = await say('plan', 'slip.yaml');
  expect([plan.code, plan.err]).toEqual([0, expect.stringContaining('help: did you mean "models/net.onnx"?')]);
  const strict = await say('plan', '--strict', 'slip.yaml');
  expect([strict.code, strict.out]).toEqual([2, '']);
  expect(strict.err).toContain('error[spec/path-missing]');
});

test('a path that counts from the project folder is offered as it counts from the file', async () => {
  mkdirSync(join(folder, 'deeper'));
  write('deeper/one.yaml', experiment('models/net.onnx'));
  const { out } = await say('validate', 'deeper/one.yaml');
  expect(out).toContain('help: did you mean "../models/net.onnx"?');
});

test('an inventory that is not there is told where the experiment names it', async () => {
  write('with.yaml', `inventory: lba.yaml\n${experiment('models/net.onnx')}`);
  const { code, out } = await say('validate', 'with.yaml');
  expect(code).toBe(2);
  expect(out).toContain('error[file/missing]: there is no inventory file lba.yaml\n --> with.yaml:1:12\n');
  expect(out).toContain('help: did you mean lab.yaml?');
});

test.each([
  ['../models/net.onnx', 'leads out of the project'],
  ['models/../../net.onnx', 'leads out of the project'],
  ['/etc/passwd', 'is an absolute path'],
  ['~/net.onnx', "the shell's"],
  ['models\\net.onnx', 'has backslashes'],
  ['https://example.org/net.onnx', 'is an address'],
])('the path %s is refused', async (path, words) => {
  write('path.yaml', experiment(`'${path}'`));
  const { code, out } = await say('validate', 'path.yaml');
  expect(code).toBe(2);
  expect(out).toContain(words);
  expect(out).toContain('1 error in path.yaml');
});

test('a path may go up to where the project begins', async () => {
  mkdirSync(join(folder, 'experiments/night'), { recursive: true });
  write('experiments/night/up.yaml', experiment('../../models/net.onnx'));
  write('experiments/night/far.yaml', experiment('../../../models/net.onnx'));
  expect((await say('validate', 'experiments/night/up.yaml')).code).toBe(0);
  expect((await say('validate', 'experiments/night/far.yaml')).code).toBe(2);
});

test('--json is as its schema says, with errors and without', async () => {
  for (const files of [
    ['good.yaml', 'lab.yaml', 'remote.yaml'],
    ['wrong.yaml', 'nowhere.yaml', 'slip.yaml'],
  ]) {
    const { out } = await say('validate', '--json', ...files);
    const view: unknown = JSON.parse(out);
    expect(valid(view), JSON.stringify(valid.errors)).toBe(true);
    expect(view).toMatchObject({ files: files.map((file) => ({ file })) });
  }
});

test('an inventory: what it offers, and that two of its boards are one machine', async () => {
  const { code, out } = await say('validate', 'remote.yaml');
  expect(code).toBe(0);
  expect(out).toContain('warning[spec/same-machine]: "b" and "a"');
  expect(out).toContain(
    'ok remote.yaml: inventory, 2 boards (2 over SSH), 1 builder, for raspberry-pi-5, coral-usb, 1 warning',
  );
  expect((await say('validate', '--strict', 'remote.yaml')).code).toBe(2);
  write('typo.yaml', experiment('models/net.onnx').replace('[this-machine]', '[rasberry-pi-5]'));
  expect((await say('validate', 'typo.yaml')).out).toContain('did you mean "raspberry-pi-5"?');
});

test('without a file: those of the project, and a mistake where there are none', async () => {
  const { code, out } = await runToEnd(['validate'], { cwd: root });
  expect(code).toBe(0);
  expect(out).toContain('ok experiments/quickstart.yaml: experiment, 13 cells');
  expect(out).toContain('ok toolchains/onnxruntime-web/toolchain.yaml: toolchain');
  const empty = await runToEnd(['validate'], { cwd: join(folder, 'models') });
  expect([empty.code, empty.out]).toEqual([2, '']);
  expect(empty.err).toContain('There is nothing to check here');
});

test('schema lists, prints and places schemas', async () => {
  const { code, out } = await say('schema');
  const names = out.trim().split('\n');
  expect([code, names]).toEqual([0, [...names].sort()]);
  expect(names).toEqual(expect.arrayContaining(['experiment', 'inventory', 'toolchain', 'validate']));
  const path = (await say('schema', '--path', 'experiment')).out.trim();
  expect(existsSync(path)).toBe(true);
  expect(JSON.parse((await say('schema', 'experiment.schema.json')).out)).toHaveProperty('title', 'Experiment');
  const slip = await say('schema', 'experimnt');
  expect([slip.code, slip.out]).toEqual([2, '']);
  expect(slip.err).toContain('Did you mean experiment?');
});
