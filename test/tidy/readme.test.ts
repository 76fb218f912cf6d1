/** What a stranger reads and copies works: examples are read by the program, commands and options exist, tables are true. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { shippedDevices } from '#cli/devices.js';
import { exitCodes } from '#cli/exit-code.js';
import { programFor } from '#cli/program.js';
import { readSpecFiles } from '#cli/spec-files.js';
import { cellStateKinds } from '#domain/cell-state.js';
import { partNames } from '#domain/plan.js';
import { readInventory } from '#spec/inventory.js';
import { value } from '#test/spec/road.js';
import { stateWord } from '#wording/cell-state.js';
import { migrate } from '../../src/adapters/sqlite/migrations.js';
import { filesUnder, rootFile } from './repository.js';

const root = join(import.meta.dirname, '../..');
const readme = rootFile('README.md');
const pages = [readme, rootFile('CONTRIBUTING.md'), rootFile('CHANGELOG.md'), ...filesUnder('docs', '.md')];

/** The insides of the fenced blocks of a language. */
function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, inside = '']) => inside);
}

/** First cells of the table under a line, without code marks. */
function firstColumn(text: string, after: string): readonly string[] {
  const rows = text.slice(text.indexOf(after)).match(/(?:^\|.*\n)+/m)?.[0] ?? '';
  return rows
    .trim()
    .split('\n')
    .slice(2)
    .map((row) => (row.split('|')[1] ?? '').trim().replaceAll('`', ''));
}

test('each experiment and inventory of the pages is read by the program, and its files are there', () => {
  const found = pages.flatMap(({ text }) => blocks(text, 'yaml'));
  // A matrix alone is an example of docs/matrix.md, with a test of its own.
  const experiments = found.filter((text) => /^matrix:/m.test(text) && /^schema:/m.test(text));
  expect(experiments.length).toBeGreaterThan(0);
  for (const text of experiments) {
    const { experiment, expansion, folder } = readSpecFiles(join(root, 'experiments/mine.yaml'), text);
    expect(expansion.cells.length).toBeGreaterThan(0);
    expect(expansion.warnings).toEqual([]);
    const sources = [...experiment.models.values()].flatMap((model) => model.sources.map(({ path }) => path));
    for (const path of sources) expect(existsSync(join(folder, path)), path).toBe(true);
  }
  for (const text of found.filter((one) => /^boards:/m.test(one)))
    value(readInventory({ name: 'page.yaml', text }, shippedDevices));
});

interface Call {
  readonly page: string;
  readonly words: readonly string[];
}

/** In shell blocks and in inline code; comments and redirections are the shell's. */
function calls(): readonly Call[] {
  const texts = [...pages, rootFile('experiments/quickstart.yaml')];
  return texts.flatMap(({ path, text }) => {
    const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, inside = '']) => inside);
    const shell = path.endsWith('.yaml') ? [text.replace(/^# ?/gm, '')] : blocks(text, 'sh');
    const lines = [...code, ...shell.flatMap((block) => block.split('\n'))];
    return lines.flatMap((line) => {
      const said = /(?:^|&& )\s*(?:npx )?orchestrate +([^#>|&]+?)(?:\s{2,}|[#>|&]|$)/.exec(line)?.[1];
      return said === undefined ? [] : [{ page: path, words: said.trim().split(/\s+/) }];
    });
  });
}

/** Undefined when a call is one that the program takes. */
async function mistakeIn({ words }: Call): Promise<string | undefined> {
  const [name = '', ...rest] = words;
  const program = await programFor(words);
  if (name.startsWith('-')) return knows(program, name) ? undefined : `no option ${name}`;
  if (name === 'help') return undefined;
  const group = program.commands.find((one) => one.name() === name);
  const below = group?.commands.find((one) => one.name() === rest[0]);
  if (below) rest.shift();
  const command = below ?? group;
  if (!command) return `no command ${name}`;
  const unknown = rest.find((word) => word.startsWith('-') && !knows(command, word) && !knows(program, word));
  if (unknown !== undefined) return `no option ${unknown}`;
  const taken = rest.filter((word, at) => !word.startsWith('-') && !takesValue([command, program], rest[at - 1]));
  const most = command.registeredArguments.some(({ variadic }) => variadic) ? 100 : command.registeredArguments.length;
  return taken.length > most ? 'too many arguments' : undefined;
}

function knows(command: Command, word: string): boolean {
  return word === '--help' || command.options.some(({ long, short }) => long === word || short === word);
}

function takesValue(commands: readonly Command[], word: string | undefined): boolean {
  return commands.some(({ options }) => options.some(({ long, required }) => long === word && required));
}

test('each command that a page names exists, with its options and no more arguments than it takes', async () => {
  const found = calls();
  expect(found.length).toBeGreaterThan(20);
  const mistakes: string[] = [];
  for (const call of found) {
    const mistake = await mistakeIn(call);
    if (mistake !== undefined) mistakes.push(`${call.page}: orchestrate ${call.words.join(' ')}: ${mistake}`);
  }
  expect(mistakes).toEqual([]);
});

test('README: every command of the program is shown', async () => {
  const { commands } = await programFor([]);
  const shown = calls().flatMap(({ page, words }) => (page === 'README.md' ? [words[0]] : []));
  expect(shown).toEqual(expect.arrayContaining(commands.map((command) => command.name())));
});

test('README: exit codes, and what setup.sh installs', () => {
  const codes = Object.values<number>(exitCodes).map(String);
  expect(firstColumn(readme.text, '## Exit codes')).toEqual(codes);
  const needs = /^needs='([^']+)'/m.exec(rootFile('setup.sh').text)?.[1]?.split(' ') ?? [];
  expect(needs.length).toBeGreaterThan(5);
  for (const need of needs) expect(readme.text).toContain(`\`${need.split(':')[0]}\``);
});

test('measurement: the words for cells and the parts of a fingerprint are those of the program', () => {
  const { text } = rootFile('docs/measurement.md');
  const silent = ['measured', 'running', 'pending'];
  const states = cellStateKinds.filter((kind) => !silent.includes(kind)).map((kind) => stateWord[kind]);
  const sorted = (words: readonly string[]): readonly string[] => [...words].sort();
  expect(sorted(firstColumn(text, '## Words for what has no numbers'))).toEqual(sorted(['excluded', ...states]));
  expect(firstColumn(text, '- The **environment**')).toEqual([...partNames]);
});

test('results: the tables are those of the database, and every query runs on it', () => {
  const { text } = rootFile('docs/results.md');
  const db = new Database(':memory:');
  migrate(db, 0);
  const real = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all().map(String);
  const columns = real.map((table) => {
    const names = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table).map(String);
    return `| \`${table}\` | ${names.map((name) => `\`${name}\``).join(', ')} |`;
  });
  const documented = text.slice(text.indexOf('## Tables')).match(/^\| `.*\|$/gm) ?? [];
  expect(documented.slice(0, columns.length).sort()).toEqual(columns.sort());
  const python = blocks(readme.text, 'python').flatMap((block) => [...block.matchAll(/"""(.*?)"""/gs)]);
  const queries = [...python.map(([, query = '']) => query), ...blocks(text, 'sql')];
  expect(queries.length).toBe(2);
  for (const query of queries) expect(() => db.prepare(query)).not.toThrow();
  db.close();
});

test('results: every schema is listed', () => {
  const { text } = rootFile('docs/results.md');
  const listed = firstColumn(text, '## JSON').map((path) => path.replace('schemas/', ''));
  const real = filesUnder('schemas', '.json').map(({ path }) => path.replace('schemas/', ''));
  expect([...listed].sort()).toEqual([...real].sort());
});

test('no link of a page leads nowhere', () => {
  const dead = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(join(root, dirname(path), target)))
      .map((target) => `${path}: ${target}`),
  );
  expect(dead).toEqual([]);
});
