/** What only a store on disk can show: other processes, kills, locks, versions and damage. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownVersion } from '#adapters/sqlite/migrations.js';
import { type OpenReader, type OpenStore, openResultStore } from '#adapters/sqlite/open.js';
import { schema1 } from '#adapters/sqlite/schema-1.js';
import { acquireWriter } from '#adapters/sqlite/writer-lock.js';
import { runSetId } from '#domain/names.js';
import { importedRunSet, importedTable } from '../support/store/imported.js';
import { kill, lineOf, startProcess } from '../support/store/process.js';
import {
  ended,
  evidence,
  launch,
  newAttempt,
  planOf,
  reading,
  runCell,
  runSetOf,
  session,
  smallPlan,
  wall,
  woke,
} from '../support/store/samples.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  path = join(folder, 'store.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(): OpenStore {
  const opened = openResultStore(path, { mode: 'write' });
  if (!opened.ok) throw new Error(opened.error.kind);
  return opened.value;
}

function read(): OpenReader {
  const opened = openResultStore(path, { mode: 'read' });
  if (!opened.ok) throw new Error(opened.error.kind);
  return opened.value;
}

describe('a writer that is killed', () => {
  it.each([1, 7, 40])('after %i sessions leaves every committed row, and no lock', async (sessions) => {
    const child = startProcess('test/support/store/writer.ts', [path]);
    await lineOf(child, (line) => Number(line) >= sessions);
    // It tells after each commit, and a kill can come between the two.
    const committed = Number((await kill(child)).at(-1));
    const store = write();
    const records = store.records(runSetId('killed'));
    const accepted = records.filter(({ outcome }) => outcome?.kind === 'succeeded');
    expect(accepted.length).toBeGreaterThanOrEqual(committed);
    expect(accepted.length).toBeLessThanOrEqual(committed + 1);
    for (const { metrics, files } of accepted) expect([metrics.length, files.length]).toEqual([3, 2]);
    // What was open at the kill is open still, and is told to whoever comes next.
    expect(store.openAttempts()).toHaveLength(records.length - accepted.length);
    expect(store.journal(runSetId('killed'), 0).map(({ seq }) => seq)).toEqual(
      Array.from({ length: records.length + accepted.length }, (_, i) => i + 1),
    );
    store.close();
  });
});

describe('readers', () => {
  it('see committed rows while another process writes', async () => {
    const child = startProcess('test/support/store/writer.ts', [path]);
    await lineOf(child, (line) => Number(line) >= 1);
    const reader = read();
    const before = reader.attempts(runSetId('killed')).length;
    await lineOf(child, (line) => Number(line) >= before + 2);
    expect(reader.attempts(runSetId('killed')).length).toBeGreaterThan(before);
    expect(reader.plan(runSetId('killed')).cells).toHaveLength(1);
    reader.close();
    await kill(child);
  });

  it('work when the writer is gone and no -wal is there', () => {
    const store = write();
    store.begin(runSetOf('r', smallPlan), smallPlan);
    store.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    const reader = read();
    expect(reader.plan(runSetId('r'))).toEqual(smallPlan);
    reader.close();
  });

  it('do not see a plan that is half written, and the next plan clears it', () => {
    const store = write();
    const plan = planOf([runCell('one'), runCell('one')]);
    expect(() => store.begin(runSetOf('half', plan), plan)).toThrow(/UNIQUE/);
    store.begin(runSetOf('r', smallPlan), smallPlan);
    expect(() => store.amend(runSetId('r'), plan, '')).toThrow(/UNIQUE/);
    const reader = read();
    expect(reader.runSets().map(({ id }) => id)).toEqual(['r']);
    expect(reader.runSet(runSetId('half'))).toBeUndefined();
    expect(reader.plan(runSetId('r'))).toEqual(smallPlan);
    store.amend(runSetId('r'), planOf([]), '');
    expect(reader.plan(runSetId('r')).cells).toEqual([]);
    store.close();
    reader.close();
    const db = new Database(path, { readonly: true });
    expect(db.prepare('SELECT count(*) FROM fragment WHERE revision > 1').pluck().get()).toBe(0);
    expect(db.prepare('SELECT id FROM run_set').pluck().all()).toEqual(['r']);
    db.close();
  });

  it('are told when there is nothing to read', () => {
    expect(openResultStore(path, { mode: 'read' })).toEqual({ ok: false, error: { kind: 'missing', path } });
    expect(existsSync(path)).toBe(false);
  });
});

describe('the writer lock', () => {
  it('refuses a second writer, with what is known of the first', async () => {
    const child = startProcess('test/support/store/writer.ts', [path]);
    await lineOf(child, (line) => Number(line) >= 1);
    const refused = openResultStore(path, { mode: 'write' });
    if (refused.ok || refused.error.kind !== 'busy') throw new Error('a second writer was let in');
    expect(refused.error).toMatchObject({ path, owner: { pid: child.pid } });
    expect(refused.error.owner?.since).toMatch(/^20\d\d-.*Z$/);
    writeFileSync(`${path}.writer.json`, 'not json');
    expect(openResultStore(path, { mode: 'write' })).toMatchObject({ error: { kind: 'busy', owner: null } });
    await kill(child);
    write().close();
  });

  it('holds within one process, and is free after release', () => {
    const first = acquireWriter(path);
    expect(acquireWriter(path).ok).toBe(false);
    if (first.ok) first.value.release();
    expect(existsSync(`${path}.writer.json`)).toBe(false);
    const again = acquireWriter(path);
    expect(again.ok).toBe(true);
    if (again.ok) again.value.release();
  });
});

describe('versions', () => {
  const raw = (sql: string): void => {
    const db = new Database(path);
    db.exec(sql);
    db.close();
  };

  const withoutSchema9 = 'DROP TABLE reading;';
  const withoutSchema8 = `${withoutSchema9} DROP TABLE imported; DROP TABLE imported_cell; DROP TABLE imported_metric;
    ALTER TABLE run_set DROP COLUMN provenance;`;

  it('a store from before imports keeps what it has, and takes tables', () => {
    const store = write();
    const measured = runSetOf('old', smallPlan);
    store.begin(measured, smallPlan);
    store.close();
    raw(`${withoutSchema8} PRAGMA user_version = 7;`);
    expect(openResultStore(path, { mode: 'read' })).toMatchObject({ error: { kind: 'older', found: 7 } });
    const again = write();
    again.import(importedRunSet('theirs'), importedTable);
    again.close();
    const reader = read();
    expect(reader.runSet(measured.id)).toEqual(measured);
    expect(reader.plan(measured.id)).toEqual(smallPlan);
    expect(reader.imported(measured.id)).toBeUndefined();
    expect(reader.runSet(runSetId('theirs'))).toEqual(importedRunSet('theirs'));
    expect(reader.plan(runSetId('theirs')).cells).toEqual([]);
    expect(reader.imported(runSetId('theirs'))).toEqual(importedTable);
    reader.close();
  });

  it('a store from before readings keeps what it has, and takes them', () => {
    const store = write();
    const runSet = runSetOf('old', smallPlan);
    store.begin(runSet, smallPlan);
    const [first, second] = [newAttempt(runSet.id, session('one', 1)), newAttempt(runSet.id, session('one', 2))];
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    store.record(runSet.id, ended(first), [launch(second)], wall(2));
    store.close();
    raw(`${withoutSchema9} PRAGMA user_version = 8;`);
    expect(openResultStore(path, { mode: 'read' })).toMatchObject({ error: { kind: 'older', found: 8 } });
    const again = write();
    again.record(runSet.id, ended(second, { kind: 'succeeded' }, { reading }), [], wall(3));
    again.close();
    const reader = read();
    expect(reader.records(runSet.id).map((record) => record.reading)).toEqual([undefined, reading]);
    reader.close();
  });

  it('an import that breaks a law of the store leaves nothing behind', () => {
    const store = write();
    const [cell] = importedTable.cells;
    const twice = { ...importedTable, cells: [...importedTable.cells, ...(cell ? [cell] : [])] };
    expect(() => store.import(importedRunSet('theirs'), twice)).toThrow(/UNIQUE/);
    expect(store.runSets()).toEqual([]);
    store.import(importedRunSet('theirs'), importedTable);
    expect(store.imported(runSetId('theirs'))).toEqual(importedTable);
    store.close();
  });

  it.each(['read', 'write'] as const)('a newer database is refused to who would %s', (mode) => {
    write().close();
    raw('PRAGMA user_version = 99');
    const opened = mode === 'read' ? openResultStore(path, { mode: 'read' }) : openResultStore(path, { mode: 'write' });
    expect(opened).toEqual({ ok: false, error: { kind: 'newer', path, found: 99, known: knownVersion } });
    // The refusal gave the lock back.
    raw(`PRAGMA user_version = ${knownVersion}`);
    write().close();
  });

  it('an empty database is migrated by a writer and refused to a reader', () => {
    raw('PRAGMA user_version = 0');
    writeFileSync(path, '');
    expect(openResultStore(path, { mode: 'read' })).toMatchObject({
      error: { kind: 'older', found: 0, known: knownVersion },
    });
    write().close();
    expect(read().runSets()).toEqual([]);
  });

  it('a run set from before labels keeps its experiment and has no name', () => {
    raw(`${schema1} PRAGMA application_id = 0x6f726368; PRAGMA user_version = 1;
      INSERT INTO run_set VALUES ('old', 'samples', 'samples.yaml', NULL, 7, '2026-11-20T13:00:00.000Z', NULL, 1);
      INSERT INTO plan VALUES ('old', 1, '${runSetOf('old', smallPlan).planDigest}', 'name: samples', '{}');`);
    expect(openResultStore(path, { mode: 'read' })).toMatchObject({ error: { kind: 'older', found: 1 } });
    write().close();
    const reader = read();
    expect(reader.runSets()).toEqual([
      expect.objectContaining({ id: 'old', experiment: 'samples', name: null, tags: [], where: null, seed: 7 }),
    ]);
    reader.close();
  });

  it('a run set from before standings stands where its attempts say', () => {
    const store = write();
    const runSet = runSetOf('old', smallPlan);
    store.begin(runSet, smallPlan);
    const first = newAttempt(runSet.id, session('one', 1));
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    store.record(runSet.id, ended(first), [], wall(2));
    const { alike } = store.progress(runSet.id);
    store.close();
    // Everything that later versions brought is taken away again.
    raw(`${withoutSchema8} DROP TABLE reservation; DROP TABLE aside; DROP INDEX superseded; DROP INDEX accepted; ALTER TABLE attempt DROP COLUMN superseded;
      CREATE UNIQUE INDEX accepted ON attempt (run_set, cell, work, ifnull(ordinal, 0), fingerprint)
        WHERE outcome = 'succeeded' AND cell IS NOT NULL;
      DROP TABLE board; DROP TABLE canary; DROP INDEX artifact_of;
      ALTER TABLE attempt DROP COLUMN per_board; ALTER TABLE artifact DROP COLUMN used_at;
      ALTER TABLE artifact DROP COLUMN checked;
      DROP TABLE standing; DROP TABLE place; DROP INDEX attempt_of_step; DROP INDEX succeeded; PRAGMA user_version = 2;`);
    const again = write();
    expect(alike).toHaveLength(3);
    expect(again.progress(runSet.id).alike).toEqual(alike);
    again.close();
  });

  it("another program's database and a text are refused and stay as they are", () => {
    raw('CREATE TABLE theirs (a)');
    expect(openResultStore(path, { mode: 'write' })).toEqual({ ok: false, error: { kind: 'foreign', path } });
    rmSync(path);
    writeFileSync(path, 'a text that is long enough to have a header, and that SQLite did not write. '.repeat(20));
    expect(openResultStore(path, { mode: 'write' })).toEqual({ ok: false, error: { kind: 'foreign', path } });
    expect(openResultStore(path, { mode: 'read' })).toEqual({ ok: false, error: { kind: 'foreign', path } });
  });
});

describe('a damaged row', () => {
  it.each([
    ["UPDATE attempt SET detail = '{' WHERE work = 'session'", /table attempt, row id=r\..*: detail is no JSON/],
    [`UPDATE attempt SET detail = '{"code":"no/such","facts":{}}'`, /table attempt.*detail is no failure/],
    ["UPDATE attempt SET cell = 'x'", /table attempt.*cell is malformed/],
    ["UPDATE cell SET body = '{}' WHERE kind = 'run'", /table cell, row key=[0-9a-f]{64}: body.levels is no object/],
    ['DELETE FROM fragment WHERE number = 0', /table cell.*names no fragment/],
    ["UPDATE step SET body = '[]'", /table step.*body is no object/],
    [
      `UPDATE plan SET header = replace(header, '"format":1', '"format":2')`,
      /table plan, row run_set=r: header.format is not 1/,
    ],
    ["UPDATE environment SET facts = '{}'", /table environment.*not what their digest says/],
    ["UPDATE file SET role = 'secret'", /table file.*role is 'secret'/],
    ["UPDATE metric SET unit = 'furlong'", /table metric.*unit is 'furlong'/],
  ])('%s is an error that names it', (sql, message) => {
    const store = write();
    store.begin(runSetOf('r', smallPlan), smallPlan);
    const attempt = newAttempt(runSetId('r'), session('one', 1));
    store.record(runSetId('r'), woke(), [launch(attempt)], wall(1));
    const failed = { kind: 'failed', failure: { code: 'runner/crashed', class: 'workload', facts: {} } } as const;
    store.record(runSetId('r'), ended(attempt, failed, evidence), [], wall(2));
    store.close();
    const db = new Database(path);
    expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
    db.close();
    const reader = read();
    expect(() => {
      reader.plan(runSetId('r'));
      for (const { environment } of reader.records(runSetId('r'))) if (environment) reader.environment(environment);
    }).toThrow(message);
    reader.close();
  });
});
