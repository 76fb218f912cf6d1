/** The commands that look back, against a real store on disk: what they print, and what they say of mistakes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openResultStore } from '#adapters/sqlite/open.js';
import { runProgram } from '#cli/program.js';
import { schemaErrors } from '#test/report/schemas.js';
import {
  ended,
  evidence,
  launch,
  newAttempt,
  planOf,
  runCell,
  runSetOf,
  session,
  wall,
  woke,
} from '#test/store/samples.js';

const root = mkdtempSync(join(tmpdir(), 'read-'));
const runs = join(root, 'runs');
const plan = planOf([runCell('one'), runCell('two')]);
const runSet = runSetOf('looked-at', plan);

beforeAll(() => {
  const opened = openResultStore(join(runs, 'orchestrate.db'), { mode: 'write' });
  if (!opened.ok) throw new Error(opened.error.kind);
  const store = opened.value;
  store.begin(runSet, plan);
  for (const ordinal of [1, 2, 3]) {
    const attempt = newAttempt(runSet.id, session('one', ordinal));
    store.record(runSet.id, woke(ordinal), [launch(attempt)], wall(ordinal));
    store.record(runSet.id, ended(attempt, { kind: 'succeeded' }, evidence), [], wall(ordinal + 1));
  }
  store.close();
  for (const { path } of evidence.files) {
    mkdirSync(dirname(join(runs, path)), { recursive: true });
    writeFileSync(join(runs, path), 'first\u001b[31m line\nlast');
  }
});
afterAll(() => rmSync(root, { recursive: true }));

/** Both streams and the exit code, as a shell would see them. */
async function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      said[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await runProgram(['--store', runs, ...args]), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('as JSON', () => {
  test.each([
    ['status', ['status']],
    ['ls', ['ls']],
    ['show', ['show']],
    ['show', ['show', '--where', 'state:measured']],
    ['show', ['show', 'one']],
    ['explain', ['explain', 'one']],
    ['logs', ['logs', 'one']],
    ['manifest', ['manifest']],
  ])('%s: %s', async (schema, args) => {
    const { code, stdout, stderr } = await run(...args, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(schemaErrors(schema, JSON.parse(stdout))).toEqual([]);
  });
});

test('status and show say where the run set stands', async () => {
  const status = await run('status');
  expect(status.stdout).toContain('2: 1 measured, 1 waiting');
  expect(status.stdout).toContain('interrupted');
  const show = await run('show', '@latest');
  expect(show.stdout).toMatch(/one .* (ns|µs|ms|s)\b/);
  expect(show.stdout).toContain('1 cell still to be measured');
});

test('ls lists the run sets, and says of a filter that fits none what there is', async () => {
  const { stdout } = await run('ls', '--experiment', 'samples');
  expect(stdout).toMatch(/^run set .*\nlooked-at +samples .* interrupted +1 of 2 +1 waiting\n$/);
  await expect(run('ls', '--experiment', 'sampels')).rejects.toThrow(
    'No run set has the experiment sampels. Did you mean samples? There are: samples.',
  );
  await expect(run('ls', '--tag', 'a')).rejects.toThrow('No run set has the tag a. None has any tag.');
  await expect(run('ls', '--limit', '0')).rejects.toThrow('expected a whole number from 1, and found "0"');
});

test('logs print what was kept on stdout, titles on stderr, control sequences made visible', async () => {
  const { stdout, stderr } = await run('logs', 'one', '--session', '1');
  expect(stdout).toBe('first\\u001b[31m line\nlast\n');
  expect(stderr).toContain('== session 1, stdout, 0 B: succeeded');
});

test('a cell without logs is no mistake', async () => {
  const { code, stdout, stderr } = await run('logs', 'two');
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toContain('No logs are kept of this');
});

test('mistakes are said in words', async () => {
  await expect(run('show', 'three')).rejects.toMatchObject({
    name: 'UserMistake',
    message: expect.stringContaining('No run set and no cell of the latest is called three'),
  });
  await expect(run('status', 'nothing')).rejects.toMatchObject({ name: 'UserMistake' });
  await expect(runProgram(['status', '--store', root])).rejects.toMatchObject({
    message: expect.stringContaining('there is no orchestrate.db'),
  });
});
