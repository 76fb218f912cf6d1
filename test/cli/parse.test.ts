/** `parse` of the built program: a table or JSON, located errors, exit codes, standard input. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toolNames } from '#domain/tool.js';
import { ensureBuilt, root, runToEnd } from '#test/cli/binary.js';
import { specimen, specimensOf } from '#test/specimens/specimens.js';
import schema from '../../schemas/parse.schema.json' with { type: 'json' };

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-parse-'));
const say = (...args: readonly string[]): ReturnType<typeof runToEnd> => runToEnd(['parse', ...args], { cwd: folder });
const valid = new Ajv2020({ allowUnionTypes: true }).compile(schema);
const printed = specimen('trtexec', '10.2.txt');

beforeAll(() => {
  ensureBuilt();
  writeFileSync(join(folder, 'whole.log'), printed);
  writeFileSync(join(folder, 'cut.log'), printed.slice(0, printed.indexOf('D2H')));
  writeFileSync(join(folder, 'comma.log'), printed.replace('1.18652', '1,18652'));
  writeFileSync(join(folder, 'windows.log'), Buffer.from(`\ufeff${printed.replaceAll('\n', '\r\n')}`, 'utf16le'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('figures as a table, with what they are of and where they stand', async () => {
  const { code, out, err } = await say('trtexec', 'whole.log');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('trtexec 10.2.0\n');
  expect(out).toMatch(/^latency +median +inference +1\.19 ms +2590 +31$/m);
  expect(out).toContain('data_transfers true');
});

test('as JSON in base units, also of what a Windows shell saved', async () => {
  for (const file of ['whole.log', 'windows.log']) {
    const { code, out } = await say('trtexec', file, '--json');
    const view: unknown = JSON.parse(out);
    expect(valid(view), JSON.stringify(valid.errors)).toBe(true);
    expect(code).toBe(0);
    expect(view).toMatchObject({ tool: 'trtexec', kind: 'complete', version: '10.2.0', text: null });
    expect(view).toHaveProperty('figures', expect.arrayContaining([expect.objectContaining({ value: 1_186_520 })]));
  }
});

test('what ended too soon is no success, and says what is missing', async () => {
  const { code, out } = await say('trtexec', 'cut.log');
  expect(code).toBe(5);
  expect(out).toContain('incomplete: no duration, no passed');
});

test('an empty file is said to be empty', async () => {
  writeFileSync(join(folder, 'empty.log'), '\n');
  const { code, out } = await say('trtexec', 'empty.log');
  expect(code).toBe(5);
  expect(out.replaceAll('\n', ' ')).toContain('empty.log is empty: trtexec printed nothing, or it went elsewhere.');
  expect(JSON.parse((await say('trtexec', 'empty.log', '--json')).out)).toMatchObject({ kind: 'incomplete' });
});

test('what cannot be read is told with its line, as an editor counts it', async () => {
  const { code, out } = await say('trtexec', 'comma.log');
  expect(code).toBe(2);
  expect(out).toContain('comma.log:31:100: unreadable: latency median: a number has a comma');
  expect(out).toMatch(/\n31 \| .*1,18652 ms.*\n {3}\| {100}\^\n$/);
  const json: unknown = JSON.parse((await say('trtexec', 'comma.log', '--json')).out);
  expect(valid(json), JSON.stringify(valid.errors)).toBe(true);
  expect(json).toMatchObject({
    line: 31,
    column: 100,
    problem: 'comma-in-number',
    text: expect.stringContaining('1,18652'),
  });
});

test('a tool or a file that is not there', async () => {
  const tool = await say('trtexecc', 'whole.log');
  expect(tool.code).toBe(2);
  expect(tool.err).toContain('Did you mean trtexec?\nThere are: ');
  for (const name of toolNames) expect(tool.err).toContain(name);
  expect(await say('trtexec', 'nowhere.log')).toMatchObject({
    code: 2,
    err: 'nowhere.log cannot be read: there is no such file.\n',
  });
  expect((await say('trtexec', '.')).err).toContain('it is a folder');
});

test('standard input, and the name that the tool gives itself', () => {
  const program = join(root, 'bin/orchestrate.cjs');
  const input = specimen('benchmark-model', '2025.txt');
  const ended = spawnSync(process.execPath, [program, 'parse', 'benchmark_model', '-', '--json'], { input });
  expect(ended.status).toBe(0);
  const view: unknown = JSON.parse(ended.stdout.toString('utf8'));
  expect(view).toMatchObject({ file: 'standard input', calledItself: 'benchmark_model' });
});

test('what every tool of the register gives is as the schema says', async () => {
  for (const name of toolNames) {
    const [first = ''] = specimensOf(name);
    writeFileSync(join(folder, 'any.txt'), specimen(name, first));
    const { out } = await say(name, 'any.txt', '--json');
    expect(valid(JSON.parse(out)), `${name}: ${JSON.stringify(valid.errors)}`).toBe(true);
  }
});
