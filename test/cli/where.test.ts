/** `--where` on the built program: a run of some cells, which stay the only ones, and a resume of some of those. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, endStarted, ensureBuilt, runToEnd } from '#test/cli/binary.js';
import { pretendProject } from '#test/cli/pretend-project.js';

const { folder, experiment, remove } = pretendProject(['measure', 'crash', 'refuse']);
const orchestrate = (...args: readonly string[]): Promise<Ended> => runToEnd(args, { cwd: folder });

beforeAll(ensureBuilt);
afterAll(() => {
  endStarted();
  remove();
});

test('only the cells that are meant are planned, measured, resumed and shown', async () => {
  const planned = await orchestrate('plan', experiment, '--where', 'does:measure or does:ref*');
  expect(planned.out).toContain('2 of 3 cells: does:measure or does:ref*');
  expect(planned.out).not.toContain('crash');

  const labels = ['--name', 'some', '--tag', 'a', '--tag', 'b'];
  const ran = await orchestrate('run', experiment, '--where', 'not does:crash', ...labels);
  expect(ran.code, ran.err).toBe(0);
  const manifest: unknown = JSON.parse((await orchestrate('manifest', 'some')).out);
  const asked = { name: 'some', tags: ['a', 'b'], where: 'not does:crash' };
  expect(manifest).toMatchObject({ predicate: { buildDefinition: { externalParameters: asked } } });

  // More sessions are no change; without the selector of the run the cell that crashes would be a new one, and refused.
  const path = join(folder, experiment);
  writeFileSync(path, readFileSync(path, 'utf8').replace('sessions: 1', 'sessions: 2'));
  const none = await orchestrate('resume', '--where', 'latency>1s');
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('latency is 1.50 ms')]);
  const other = await orchestrate('resume', '--where', 'state:unsupported');
  expect([other.code, other.out]).toEqual([0, expect.stringContaining('Nothing to do')]);
  expect(other.out).toContain('1 other cell waits: `orchestrate resume` measures what is missing of all');
  const resumed = await orchestrate('resume', '--where', 'latency<1s');
  expect(resumed.code, resumed.err).toBe(0);
  expect(resumed.err).toContain('session 2 of 2');

  const shown = await orchestrate('show', '--where', 'latency>1.4ms');
  expect(shown.out).toContain('1 of 2 cells: latency>1.4ms');
  expect((await orchestrate('explain', 'crash')).err).toContain('narrowed with --where not does:crash');
});

test('a mistake in a selector or a label is said before anything is started', async () => {
  for (const [args, said] of [
    [['run', experiment, '--where', 'does:mesure'], 'did you mean "measure"?'],
    [['run', experiment, '--where', 'state:failed'], 'not known before anything is measured'],
    [['run', experiment, '--tag', 'a\u001b[31mb'], 'found a control character'],
  ] as const) {
    const { code, out, err } = await orchestrate(...args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(said)]);
    expect(err).not.toContain('\u001b');
  }
});
