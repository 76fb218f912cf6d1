/** The floors hold in `src`, and each rule that says so can fail: the fixture house breaks every one of them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const fixture = join(import.meta.dirname, 'fixtures/layers');
const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const config = join(root, '.dependency-cruiser.js');

interface Cruise {
  readonly rules: readonly { readonly name: string; readonly comment: string }[];
  /** File → names of the rules it breaks. */
  readonly found: ReadonlyMap<string, ReadonlySet<string>>;
}

/** In a process of its own: dependency-cruiser remembers what it has read. */
function cruise(folder: string): Cruise {
  const args = [program, 'src', '--config', config, '--no-cache', '--output-type', 'json'];
  const { modules, summary } = JSON.parse(run(args, folder)) as ICruiseResult;
  const own = modules.map(({ source }) => source).filter((source) => source.startsWith('src/'));
  const found = new Map(own.map((source) => [source, new Set<string>()]));
  for (const { from, rule } of summary.violations) found.get(from)?.add(rule.name);
  const rules = summary.ruleSetUsed?.forbidden ?? [];
  return { rules: rules.map(({ name = '', comment = '' }) => ({ name, comment })), found };
}

function run(args: readonly string[], cwd: string): string {
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
}

const rows = (found: Iterable<readonly [string, Iterable<string>]>): readonly string[] =>
  [...found].map(([file, names]) => `${file}: ${[...names].sort().join(' ') || 'nothing'}`).sort();

const red = cruise(fixture);

test('every file of the fixture house breaks exactly the rules that its first line names', () => {
  const said = [...red.found.keys()].map((file): readonly [string, string[]] => {
    const line = /^\/\/ breaks: (.+)/.exec(readFileSync(join(fixture, file), 'utf8'))?.[1] ?? 'no first line';
    return [file, line === 'nothing' ? [] : line.split(' ')];
  });
  expect(rows(red.found)).toEqual(rows(said));
});

test('every rule has a file that breaks it, and says why', () => {
  const broken = new Set([...red.found.values()].flatMap((names) => [...names]));
  expect([...broken].sort()).toEqual([...new Set(red.rules.map(({ name }) => name))].sort());
  for (const { comment } of red.rules) expect(comment).toMatch(/^[A-Z].{30,}[.]$/);
});

test('every room has a red file for its own floor', () => {
  const rooms = [...new Set([...red.found.keys()].map((file) => file.split('/')[1]))];
  const held = [...red.found].filter(([, names]) => names.has('floors-go-down')).map(([file]) => file.split('/')[1]);
  // cli may import everything; attic is the room that nobody knows.
  expect(rooms.filter((room) => !held.includes(room)).sort()).toEqual(['attic', 'cli']);
});

test('src keeps the floors', () => {
  expect(rows([...cruise(root).found].filter(([, names]) => names.size > 0))).toEqual([]);
});
