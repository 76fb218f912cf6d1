/** `export` of the built program: formats, files that are whole or not there, and readers that go away. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFiles } from '#adapters/files/files.js';
import { attemptId, runSetId } from '#domain/names.js';
import { ensureBuilt, program, runToEnd } from '#test/cli/binary.js';
import { recordsOf } from '#test/report/csv.js';
import { schemaErrors } from '#test/report/schemas.js';
import { type MeasuredProject, measuredProject } from '#test/verify/measured-project.js';

let project: MeasuredProject;
beforeAll(async () => {
  ensureBuilt();
  project = await measuredProject();
});
afterAll(() => project.remove());

const command = (...args: readonly string[]): ReturnType<typeof runToEnd> => runToEnd(args, { cwd: project.folder });

test('--csv says what show says, --by session and --samples go down to what was measured', async () => {
  const [cells, show, bySession, samples] = await Promise.all([
    command('export', '--csv'),
    command('show', '--json'),
    command('export', '--csv', '--by', 'session'),
    command('export', '--csv', '--samples'),
  ]);
  expect([cells.code, bySession.code, samples.code, cells.err]).toEqual([0, 0, 0, '']);
  const view: { cells: { slug: string; state: string; numbers: { latency: { medianNs: number } } | null }[] } =
    JSON.parse(show.out);
  expect(recordsOf(cells.out).map((row) => [row['cell'], row['state'], row['latency_median_ns']])).toEqual(
    view.cells.map(({ slug, state, numbers }) => [slug, state, String(numbers?.latency.medianNs ?? '')]),
  );
  expect(recordsOf(bySession.out).map(({ outcome, counted }) => `${outcome} ${counted}`)).toEqual([
    'succeeded true',
    'succeeded true',
    'failed false',
  ]);
  // Two sessions of one cold, one warm-up and ten steady samples.
  const kinds = recordsOf(samples.out).map(({ session, index, kind, inference_ns }) =>
    [session, index, kind, inference_ns].join(' '),
  );
  expect(kinds).toHaveLength(24);
  expect([kinds[0], kinds[1], kinds[23]]).toEqual(['1 0 cold 1500000', '1 1 warm-up 1500000', '2 11 steady 1500000']);
});

test('--where: only these cells and their sessions, under the same columns', async () => {
  const all = await command('export', '--csv');
  const some = await command('export', '--csv', '--where', 'does:crash');
  expect([some.code, some.err]).toEqual([0, '']);
  expect(some.out.split('\n')[0]).toBe(all.out.split('\n')[0]);
  expect(recordsOf(some.out)).toEqual(recordsOf(all.out).filter(({ does }) => does === 'crash'));
  const json: { sessions: unknown[] } = JSON.parse((await command('export', '--json', '--where', 'latency<1s')).out);
  expect(schemaErrors('export', json)).toEqual([]);
  expect(json).toMatchObject({ narrowed: { where: 'latency<1s', of: 2 }, cells: [{ levels: { does: 'measure' } }] });
  expect(json.sessions).toHaveLength(2);
  expect((await command('export', '--csv', '--where', 'dose:crash')).code).toBe(2);
});

test('-o: a file that is whole, that is not written over, and nothing beside it', async () => {
  const path = join(project.folder, 'out.json');
  expect((await command('export', '--json', '-o', 'out.json')).code).toBe(0);
  const text = readFileSync(path, 'utf8');
  expect(schemaErrors('export', JSON.parse(text))).toEqual([]);
  writeFileSync(path, 'mine');
  const refused = await command('export', '--json', '-o', 'out.json');
  expect([refused.code, refused.out, readFileSync(path, 'utf8')]).toEqual([2, '', 'mine']);
  expect(refused.err).toContain('--force');
  expect((await command('export', '--json', '-o', 'out.json', '--force')).code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(text);
  const nowhere = await command('export', '--json', '-o', 'no/such/out.json');
  expect([nowhere.code, existsSync(join(project.folder, 'no'))]).toEqual([2, false]);
  expect(readdirSync(project.folder).filter((name) => name.includes('.part'))).toEqual([]);
});

test('samples that are gone are said, and no half of a file is left', async () => {
  const [row] = recordsOf((await command('export', '--csv', '--by', 'session')).out);
  const path = join(project.runs, row?.['samples_path'] ?? '');
  const bytes = readFileSync(path);
  rmSync(path);
  const ended = await command('export', '--csv', '--samples', '-o', 'samples.csv');
  writeFileSync(path, bytes);
  expect([ended.code, existsSync(join(project.folder, 'samples.csv'))]).toEqual([2, false]);
  expect(ended.err).toContain('orchestrate verify');
});

test.each([
  [[], 'in which form'],
  [['--csv', '--json'], 'only one of them'],
  [['--json', '--by', 'session'], '--by'],
  [['--csv', '--by', 'session', '--samples'], 'exclude each other'],
])('export %j is a mistake in words', async (args, words) => {
  const { code, out, err } = await command('export', ...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(words);
});

test('a reader that goes away is no error', async () => {
  const [row] = recordsOf((await command('export', '--csv', '--by', 'session')).out);
  // A line takes some 200 bytes and a pipe holds 64 kB: the program still writes when head has its line and leaves.
  const count = 20_000;
  const values = Array.from({ length: count }, (_, at) => 1000 + at);
  const many = { of: 'steady', first: 0, startNs: values, phases: { inference: values } } as const;
  await createFiles(project.runs).samples(runSetId(row?.['run_set'] ?? ''), attemptId(row?.['attempt'] ?? ''), [many]);
  const script = '"$0" "$1" export --csv --samples | head -1; echo "${PIPESTATUS[0]}"';
  const ended = spawnSync('bash', ['-c', script, process.execPath, program], { cwd: project.folder, encoding: 'utf8' });
  expect(ended.stderr).toBe('');
  expect(ended.stdout).toMatch(/^run_set,.*\n0\n$/);
});
