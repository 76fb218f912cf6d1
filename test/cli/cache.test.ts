/** `cache` on a project that was measured by the built program: listed, explained, broken and mended, and made smaller. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CacheView } from '#report/cache.js';
import type { GcView } from '#report/cache-gc.js';
import type { CacheVerifyView } from '#report/cache-verify.js';
import type { WhyView } from '#report/cache-why.js';
import { endStarted, ensureBuilt, runToEnd } from '#test/cli/binary.js';
import { schemaErrors } from '#test/report/schemas.js';
import { type MeasuredProject, measuredProject } from '#test/verify/measured-project.js';

let project: MeasuredProject;
beforeAll(async () => {
  ensureBuilt();
  project = await measuredProject();
});
afterAll(() => {
  endStarted();
  project.remove();
});

/** Of all views: each is held against its schema where it is read. */
interface Views extends CacheView, Omit<WhyView, 'view'>, Omit<GcView, 'view' | 'bytes'> {
  readonly findings: CacheVerifyView['findings'];
  readonly files: number;
}

async function cache(...args: readonly string[]): Promise<{ code: number | null; err: string; view: Views }> {
  const { code, out, err } = await runToEnd(['cache', ...args, '--json'], { cwd: project.folder });
  return { code, err, view: JSON.parse(out === '' ? '{}' : out) };
}
const artifactIn = (view: CacheView): string =>
  view.artifacts.find(({ sha256 }) => sha256 !== null)?.sha256 ?? expect.unreachable('nothing was made');

test('lists what was made, of what, and by what; and why says it again', async () => {
  const { code, view } = await cache('ls');
  expect([code, schemaErrors('cache', view)]).toEqual([0, []]);
  const line = view.artifacts[0] ?? expect.unreachable('nothing is listed');
  expect(line).toMatchObject({ there: true, needed: false, board: expect.any(String), conversion: expect.any(String) });
  const why = await cache('why', line.key.slice(0, 8));
  expect(schemaErrors('cache-why', why.view)).toEqual([]);
  expect(why.view.steps[0]?.ingredients.map(({ name }) => name)).toContain('input');
  const nothing = await cache('why', 'ffff0000ffff');
  expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('cache ls')]);
});

test('a flipped byte is named, and the next run makes it again', async () => {
  const digest = artifactIn((await cache('ls')).view);
  const place = join(project.runs, 'artifacts', digest);
  const whole = readFileSync(place);
  writeFileSync(
    place,
    Uint8Array.from(whole, (byte, at) => (at === 0 ? byte ^ 1 : byte)),
  );
  const broken = await cache('verify');
  expect([broken.code, schemaErrors('cache-verify', broken.view)]).toEqual([6, []]);
  expect(broken.view.findings).toEqual([expect.objectContaining({ name: digest, problem: 'corrupt' })]);
  await runToEnd(['run', 'pretend.yaml'], { cwd: project.folder });
  expect(readFileSync(place)).toEqual(whole);
  expect((await cache('verify')).code).toBe(0);
});

test('is made smaller when asked, and only then', async () => {
  const digest = artifactIn((await cache('ls')).view);
  const dry = await cache('gc', '--max-size', '0B', '--dry-run');
  expect([dry.code, schemaErrors('cache-gc', dry.view), dry.view.dryRun]).toEqual([0, [], true]);
  expect((await cache('verify')).view.files).toBeGreaterThan(0);
  const done = await cache('gc', '--max-size', '0B');
  expect(done.view.freed.map(({ name }) => name)).toContain(digest);
  expect(done.view.bytesAfter).toBe(0);
  expect((await cache('ls')).view.artifacts[0]?.there).toBe(false);
  expect(await cache('gc', '--max-size', 'much')).toMatchObject({ code: 2, err: expect.stringContaining('10GB') });
});
