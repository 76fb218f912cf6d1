/** The built program and files that were made to hurt: a diagnostic and exit code 2, in bounded memory, and never a stack. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanEnvironment, ensureBuilt, program } from '#test/cli/binary.js';
import { dressed, plainExperiment, writeHostileFiles } from '#test/cli/hostile-files.js';

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-hostile-'));
let names: readonly string[] = [];

beforeAll(() => {
  ensureBuilt();
  names = writeHostileFiles(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Only against hanging for ever: a loaded machine takes its time. */
const hangMs = 120_000;
/** What is not seen, or moves a cursor; a line feed ends a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this pattern is for.
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** Dies of a heap of more than 256 MB. */
function say(...args: readonly string[]) {
  const { status, stdout, stderr, signal } = spawnSync(
    process.execPath,
    ['--max-old-space-size=256', program, ...args],
    {
      cwd: folder,
      env: cleanEnvironment(),
      encoding: 'utf8',
      timeout: hangMs,
      maxBuffer: 1 << 26,
    },
  );
  expect(signal, `${args.join(' ').slice(0, 200)}: ended by a signal`).toBeNull();
  expect(stdout + stderr).not.toMatch(unseen);
  expect(stdout + stderr).not.toMatch(/\n {4}at |is a bug in orchestrate/);
  return { code: status, out: stdout, err: stderr };
}

test('each of them has its errors, all together in the memory of one process', () => {
  const { code, out, err } = say('validate', ...names);
  expect([code, err]).toEqual([2, '']);
  const ends = out.split('\n').filter((line) => /^(?:\d+ errors?(?:, \d+ warnings?)? in |ok )/.test(line));
  expect(ends.filter((line) => line.startsWith('ok '))).toEqual([]);
  expect(ends).toHaveLength(names.length);
  expect(names.length).toBeGreaterThan(45);
});

test('a mark at the beginning and lines ended by CR LF are no mistake', () => {
  const files = Object.keys(dressed);
  expect(say('validate', ...files)).toMatchObject({
    code: 0,
    out: files.map((file) => `ok ${file}: experiment, 1 cell\n`).join(''),
  });
});

test.each([
  ['bomb.yaml', 'spec/alias'],
  ['billion-cells.yaml', 'matrix/too-many-cells'],
  ['scalar-10-mb.yaml', 'file/too-large'],
  ['escape-name.yaml', 'spec/control-character'],
  ['absolute.yaml', 'spec/bad-path'],
  ['pipe', 'file/not-a-file'],
  ['zero', 'file/not-a-file'],
  ['folder.yaml', 'file/not-a-file'],
])('run refuses %s before anything is made', (name, code) => {
  const before = readdirSync(folder);
  const found = say('run', name);
  expect([found.code, found.out]).toEqual([2, '']);
  expect(found.err).toContain(`error[${code}]`);
  expect(readdirSync(folder)).toEqual(before);
});

test('a file that may not be read', () => {
  const { code, out } = say('validate', '/proc/self/mem');
  expect([code, out]).toEqual([
    2,
    expect.stringContaining('error[file/unreadable]: /proc/self/mem cannot be read (EIO)'),
  ]);
});

test.each(['/proc/nowhere', '/proc/self/fd/runs', 'pipe', 'zero', '/dev/null', 'loop', 'm.onnx'])(
  '--store %s is refused, for reading and for writing',
  (store) => {
    writeFileSync(join(folder, 'plain.yaml'), plainExperiment);
    for (const args of [
      ['status', '--store', store],
      ['run', 'plain.yaml', '--store', store],
    ]) {
      const { code, out, err } = say(...args);
      expect([code, out]).toEqual([2, '']);
      expect(err.length).toBeGreaterThan(20);
    }
  },
);

test('a link in the project is followed to where its owner made it lead', () => {
  symlinkSync('/etc/hostname', join(folder, 'linked.onnx'));
  writeFileSync(join(folder, 'link.yaml'), plainExperiment.replace('m.onnx', 'linked.onnx'));
  expect(say('validate', 'link.yaml')).toMatchObject({ code: 0, out: 'ok link.yaml: experiment, 1 cell\n' });
  expect(readFileSync(join(folder, 'linked.onnx')).length).toBeGreaterThan(0);
});
