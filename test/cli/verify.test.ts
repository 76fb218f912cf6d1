/** `verify`: every file that a manifest names is broken in every way, and every time it is found and named. */
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { damageOf } from '#adapters/sqlite/damage.js';
import { randomStream } from '#core/random.js';
import type { Manifest } from '#domain/manifest.js';
import { codeOf, isVerified } from '#domain/verification.js';
import { endStarted, ensureBuilt, runToEnd, start } from '#test/cli/binary.js';
import { pretendProject } from '#test/cli/pretend-project.js';
import { schemaErrors } from '#test/report/schemas.js';
import {
  allFindings,
  type MeasuredProject,
  measuredProject,
  Refused,
  restoring,
} from '#test/verify/measured-project.js';
import { findingName } from '#wording/verify.js';

let project: MeasuredProject;
let manifest: Manifest;
beforeAll(async () => {
  ensureBuilt();
  project = await measuredProject();
  manifest = JSON.parse((await command('manifest')).out);
});
afterAll(() => {
  endStarted();
  project.remove();
});

const command = (...args: readonly string[]): ReturnType<typeof runToEnd> => runToEnd(args, { cwd: project.folder });

/** What each of the manifest's names is on this disk, with the name under which it must be found. */
function namedFiles(): readonly { readonly name: string; readonly path: string }[] {
  const { buildDefinition } = manifest.predicate;
  const kept = manifest.subject.map(({ name }) => name).filter((name) => name !== 'outcomes');
  const inputs = buildDefinition.resolvedDependencies.map(({ name, annotations }) =>
    annotations.role === 'toolchain' ? `toolchains/pretend/${name}` : name,
  );
  return [
    ...kept.map((name) => ({ name, path: join(project.runs, name) })),
    ...[...inputs, 'pretend.yaml', 'inventory.yaml'].map((name) => ({ name, path: join(project.folder, name) })),
  ];
}

/** All that is found now, as code and name. */
async function found(): Promise<readonly string[]> {
  return allFindings(await project.verify()).map((finding) => `${codeOf(finding)} ${findingName(finding)}`);
}

test('what was measured a moment ago is verified, and nothing of it was left out', async () => {
  const { code, out, err } = await command('verify', '--json');
  expect([code, err]).toEqual([0, '']);
  const view: { results: unknown; inputs: unknown } = JSON.parse(out);
  expect(schemaErrors('verify', view)).toEqual([]);
  const names = namedFiles();
  const results = names.filter(({ path }) => path.startsWith(project.runs));
  // Samples and a converted model, logs of a runner that crashed and of a converter.
  expect(results.length).toBeGreaterThanOrEqual(5);
  expect(view).toMatchObject({
    verified: true,
    complete: true,
    results: { files: results.length, recomputed: 2, findings: [] },
    inputs: { files: names.length - results.length, findings: [] },
    manifest: null,
  });
});

test('one byte of any file: it is found, it is named, and nothing else is', async () => {
  for (const [at, { name, path }] of namedFiles().entries()) {
    const restore = restoring(path);
    const bytes = readFileSync(path);
    const place = (at * 7) % bytes.length;
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await found(), name).toEqual([`file/changed ${name}`]);
    restore();
  }
  expect(await found()).toEqual([]);
});

test('any bit of any byte, by a seed', async () => {
  const random = randomStream(20261121, 'verify');
  const names = namedFiles();
  for (let round = 0; round < 60; round++) {
    const { name, path } = names[Math.floor(random.next() * names.length)] ?? { name: '', path: '' };
    const restore = restoring(path);
    const bytes = readFileSync(path);
    const place = Math.floor(random.next() * bytes.length);
    bytes[place] = (bytes[place] ?? 0) ^ (1 << Math.floor(random.next() * 8));
    writeFileSync(path, bytes);
    expect(await found(), `round ${round}: byte ${place} of ${name}`).toEqual([`file/changed ${name}`]);
    restore();
  }
});

const breaks: readonly [string, string, (path: string) => void][] = [
  ['cut short', 'file/changed', (path) => truncateSync(path, 1)],
  ['grown', 'file/changed', (path) => appendFileSync(path, 'x')],
  ['gone', 'file/missing', (path) => rmSync(path)],
  ['a folder', 'file/replaced', (path) => (rmSync(path), mkdirSync(path))],
];
test.each(breaks)('%s: any file is found as %s', async (_, code, breakIt) => {
  for (const { name, path } of namedFiles()) {
    const restore = restoring(path);
    breakIt(path);
    expect(await found()).toEqual([`${code} ${name}`]);
    restore();
  }
});

test('a kept file behind a link is no kept file, whatever its bytes; an input may be a link', async () => {
  for (const { name, path } of namedFiles()) {
    const restore = restoring(path);
    const copy = join(project.folder, 'elsewhere');
    writeFileSync(copy, readFileSync(path));
    rmSync(path);
    symlinkSync(copy, path);
    expect(await found()).toEqual(path.startsWith(project.runs) ? [`file/replaced ${name}`] : []);
    restore();
    rmSync(copy);
  }
});

describe('the database against itself', () => {
  const attempt = "(SELECT number FROM attempt WHERE outcome = 'succeeded' AND work = 'session' LIMIT 1)";
  const metric = `attempt = ${attempt} AND name = 'latency' AND statistic = 'median'`;
  const file = `attempt = ${attempt} AND role = 'samples'`;

  /** Changes a row, looks, and puts it back. */
  async function changed(sql: string, back: string): Promise<readonly string[]> {
    project.sql(sql);
    try {
      return (await found()).map((line) => line.split(' ')[0] ?? '');
    } finally {
      project.sql(back);
      expect(await found()).toEqual([]);
    }
  }

  test('a metric is not what the samples give', async () => {
    const set = (value: string): string => `UPDATE metric SET value = ${value} WHERE ${metric}`;
    expect(await changed(set('value + 1'), set('value - 1'))).toEqual(['metrics/differ']);
    expect(await changed(set('NULL'), set('1500000'))).toEqual(['metrics/differ']);
  });

  test('the outcome of an attempt, its session, its digests', async () => {
    const failed = "outcome = 'failed'";
    const [row] = project.all(`SELECT number, detail FROM attempt WHERE ${failed} LIMIT 1`);
    const detail = String(row?.['detail']).replaceAll("'", "''");
    const number = String(row?.['number']);
    expect(
      await changed(
        `UPDATE attempt SET outcome = 'succeeded', detail = NULL WHERE number = ${number}`,
        `UPDATE attempt SET ${failed}, detail = '${detail}' WHERE number = ${number}`,
      ),
    ).toEqual(['journal/differs']);
    const ordinal = (by: string): string => `UPDATE attempt SET ordinal = ordinal ${by} WHERE number = ${number}`;
    expect(await changed(ordinal('+ 7'), ordinal('- 7'))).toEqual(['attempt/differs']);
    const size = (by: string): string => `UPDATE file SET bytes = bytes ${by} WHERE ${file}`;
    expect(await changed(size('+ 1'), size('- 1'))).toEqual(['file/changed']);
  });

  test('a row that went away', async () => {
    const [row] = project.all(`SELECT * FROM file WHERE ${file}`);
    const values = Object.values(row ?? {}).map((value) => (typeof value === 'string' ? `'${value}'` : String(value)));
    const gone = await changed(`DELETE FROM file WHERE ${file}`, `INSERT INTO file VALUES (${values.join()})`);
    expect(new Set(gone)).toEqual(new Set(['journal/differs', 'metrics/differ']));
  });

  test('a planned cell', async () => {
    const slug = (name: string): string => `UPDATE cell SET slug = '${name}' || substr(slug, 2) WHERE position = 0`;
    expect(await changed(slug('x'), slug('t'))).toEqual(['plan/differs']);
  });

  test('a name that leaves the folder is refused and not read', async () => {
    const path = (name: string): string => `UPDATE file SET path = ${name} WHERE ${file}`;
    const [row] = project.all(`SELECT path FROM file WHERE ${file}`);
    project.sql(path("'../../../etc/passwd'"));
    expect(await found()).toEqual(['file/outside ../../../etc/passwd']);
    project.sql(path(`'${String(row?.['path'])}'`));
  });
});

test('any bit of the database, by a seed: an answer every time, and never a bug', async () => {
  const path = join(project.runs, 'orchestrate.db');
  const restore = restoring(path);
  const whole = readFileSync(path);
  const random = randomStream(7, 'database');
  const answers = new Set<string>();
  for (let round = 0; round < 150; round++) {
    const bytes = Buffer.from(whole);
    const place = Math.floor(random.next() * bytes.length);
    bytes[place] = (bytes[place] ?? 0) ^ (1 << Math.floor(random.next() * 8));
    writeFileSync(path, bytes);
    try {
      for (const code of allFindings(await project.verify()).map(codeOf)) answers.add(code);
    } catch (error) {
      if (error instanceof Refused) continue;
      expect(damageOf(error), `byte ${place}: ${String(error)}`).toBeDefined();
      answers.add('database/damaged');
    }
  }
  restore();
  // Most of the bytes of so small a database are in indexes and free space: nearly one in ten breaks a row or a page.
  expect(answers).toContain('database/damaged');
});

test('a run that goes on is verified as far as it goes, and that is said', async () => {
  const running = pretendProject(['wait'], 1);
  try {
    const run = start(['run', running.experiment, '--json'], { cwd: running.folder });
    await run.line((line) => line.includes('"kind":"begun"'));
    const { code, out, err } = await runToEnd(['verify'], { cwd: running.folder });
    running.openGate();
    expect([code, err, (await run.ended).code]).toEqual([0, '', 0]);
    expect(out).toMatch(/^not complete: .*\nverified\n$/m);
    expect((await runToEnd(['verify'], { cwd: running.folder })).out).not.toContain('not complete');
  } finally {
    running.openGate();
    running.remove();
  }
});

describe('a saved manifest', () => {
  test('is the same until the store says something else, and then the path is named', async () => {
    expect(isVerified(await project.verify(manifest))).toBe(true);
    const memory = "name = 'memory'";
    project.sql(`UPDATE metric SET value = value + 1 WHERE ${memory}`);
    // No sample tells how much memory there was: without the saved manifest nobody would know.
    expect(await found()).toEqual([]);
    const { saved } = await project.verify(manifest);
    const paths = saved?.findings.map(findingName) ?? [];
    expect(paths).toHaveLength(3);
    expect(paths).toContain('subject[outcomes].digest.sha256');
    expect(paths[0]).toMatch(
      /^predicate\.runDetails\.attempts\[.*\]\.metrics\[memory peak process bytes computed\]\.value$/,
    );
    project.sql(`UPDATE metric SET value = value - 1 WHERE ${memory}`);
  });
});

describe('the built program', () => {
  test('names a broken result and a changed input, with what each means: exit code 6', async () => {
    const [samples] = namedFiles().filter(({ name }) => name.endsWith('samples.parquet'));
    const model = join(project.folder, 'model.txt');
    const restores = [restoring(samples?.path ?? ''), restoring(model)];
    appendFileSync(samples?.path ?? '', 'x');
    appendFileSync(model, 'x');
    const { code, out, err } = await command('verify');
    expect([code, err]).toEqual([6, '']);
    expect(out).toContain(`file/changed  ${samples?.name ?? ''}`);
    expect(out).toMatch(
      /measure session [12]: samples changed: expected \d+ B sha256 [0-9a-f]{12}…, found \d+ B .* \(1 B more\)/,
    );
    expect(out).toContain('file/changed  model.txt');
    expect(out).toContain('The results stand');
    expect(out).toMatch(/not verified: results, inputs\n$/);
    restores[0]?.();
    const inputs = await command('verify');
    expect([inputs.code, inputs.out.includes('the results are intact')]).toEqual([6, true]);
    const only = await command('verify', '--results-only', '--json');
    expect(only.code).toBe(0);
    expect(JSON.parse(only.out)).toMatchObject({ verified: true, inputs: null });
    restores[1]?.();
  });

  test('a project that was moved as a whole is verified where it is now', async () => {
    const moved = `${project.folder}-moved`;
    renameSync(project.folder, moved);
    try {
      const { code, out } = await runToEnd(['verify', '--json'], { cwd: moved });
      expect([code, JSON.parse(out)]).toMatchObject([0, { verified: true }]);
      const runner = join(moved, 'toolchains/pretend/pretend.mjs');
      const restore = restoring(runner);
      appendFileSync(runner, '\n');
      const broken = await runToEnd(['verify'], { cwd: moved });
      expect([broken.code, broken.out]).toEqual([6, expect.stringContaining('toolchains/pretend/pretend.mjs')]);
      restore();
    } finally {
      renameSync(moved, project.folder);
    }
    expect(await found()).toEqual([]);
  });

  test('--manifest: the run set that it is of; another document is a mistake', async () => {
    const path = join(project.folder, 'saved.json');
    writeFileSync(path, JSON.stringify(manifest));
    expect((await command('verify', '--manifest', 'saved.json')).code).toBe(0);
    const other = structuredClone(manifest) as {
      predicate: { buildDefinition: { internalParameters: { seed: number } } };
    };
    other.predicate.buildDefinition.internalParameters.seed += 1;
    writeFileSync(path, JSON.stringify(other));
    const differs = await command('verify', '--manifest', 'saved.json', '--json');
    expect([differs.code, schemaErrors('verify', JSON.parse(differs.out))]).toEqual([6, []]);
    expect(differs.out).toContain('predicate.buildDefinition.internalParameters.seed');
    writeFileSync(path, '{}');
    const mistake = await command('verify', '--manifest', 'saved.json');
    expect([mistake.code, mistake.out]).toEqual([2, '']);
    expect(mistake.err).toContain('expected a manifest');
  });

  test('a damaged row is a finding and no bug', async () => {
    project.sql("UPDATE attempt SET fingerprint = 'x' WHERE number = 2");
    const { code, out, err } = await command('verify', '--json');
    expect([code, err]).toEqual([6, '']);
    const view: { results: { findings: readonly { code: string; words: string }[] } } = JSON.parse(out);
    expect(schemaErrors('verify', view)).toEqual([]);
    expect(view.results.findings).toMatchObject([
      { code: 'database/damaged', words: expect.stringContaining('fingerprint is malformed') },
    ]);
  });
});
