/**
 * The rival of recording: prepared statements of better-sqlite3 on a database with the same tables, indexes and settings,
 * which put the same rows in by the same transactions. It inserts an attempt once, as it was in the end, and looks at
 * nothing; the program opens it before the deed and closes it afterwards.
 */
import Database from 'better-sqlite3';
import { filesOf, metrics } from './sessions.js';

const tables = ['run_set', 'environment', 'attempt', 'metric', 'file', 'event'];

/** `model`: the path of a database made by the program, for its tables. */
export function plainInserts(path, model) {
  const db = new Database(path);
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) db.pragma(pragma);
  const source = new Database(model, { readonly: true });
  const all = source.prepare(
    "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC",
  );
  for (const table of tables) for (const sql of all.pluck().all(table)) db.exec(sql);
  // What the rows refer to.
  const runSet = source.prepare('SELECT * FROM run_set').raw().get();
  db.prepare(`INSERT INTO run_set VALUES (${runSet.map(() => '?').join()})`).run(...runSet);
  source.close();
  return inserter(db);
}

function inserter(db) {
  const attempt = db.prepare(`INSERT INTO attempt (id, run_set, work, cell, ordinal, fingerprint, try, board, exclusive,
    opened_at, begun_at, ended_at, outcome) VALUES (?, ?, 'session', ?, ?, ?, ?, ?, 1, ?, ?, ?, 'succeeded')`);
  const metric = db.prepare('INSERT INTO metric VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const file = db.prepare('INSERT INTO file (attempt, path, role, bytes, digest) VALUES (?, ?, ?, ?, ?)');
  const event = db.prepare('INSERT INTO event (run_set, seq, at, kind, body) VALUES (?, ?, ?, ?, ?)');
  let seq = 0;
  const launched = db.transaction((runSet, { id, at }) => {
    event.run(runSet, ++seq, at, 'launched', `{"attempt":"${id}"}`);
  });
  const ended = db.transaction((runSet, { id, work, board, wall, at }) => {
    const number = attempt.run(
      id,
      runSet,
      work.cell,
      work.ordinal,
      work.fingerprint,
      1,
      board,
      wall,
      wall,
      wall,
    ).lastInsertRowid;
    for (const m of metrics)
      metric.run(number, m.name, m.statistic, m.scope, m.unit, m.source, m.value, m.unknownBecause ?? null, m.count);
    for (const f of filesOf(runSet, id)) file.run(number, f.path, f.role, f.bytes, f.digest);
    const body = `{"attempt":"${id}","files":1,"metrics":15,"next":["launch ${id}"],"outcome":{"kind":"succeeded"}}`;
    event.run(runSet, ++seq, at, 'ended', body);
  });
  return {
    record: (runSet, one) => {
      launched.immediate(runSet, one);
      ended.immediate(runSet, one);
    },
    close: () => db.close(),
  };
}
