/**
 * Table `artifact`: the cache of conversions. The one table whose rows are replaced: a key whose bytes were lost is made
 * again. What an earlier attempt made stays on record with that attempt, as its file of role `artifact`.
 */
import type { Database } from 'better-sqlite3';
import { type Digest, parseDigest } from '#core/digest.js';
import { bytes, type WallTime, wallTime } from '#core/units.js';
import type { Passed } from '#domain/answers.js';
import type { MadeArtifact } from '#domain/event.js';
import { type ArtifactKey, type AttemptId, attemptId, type StepKey } from '#domain/names.js';
import type { ArtifactRecord } from '#ports/result-store.js';
import { failureFrom } from './failure-json.js';
import type { ReadingTable } from './reading-table.js';
import { Row } from './row.js';

export interface ArtifactTable {
  put(artifact: MadeArtifact, madeBy: AttemptId): void;
  /** Whoever made these bytes. */
  used(digest: Digest, at: WallTime): void;
  one(key: ArtifactKey): ArtifactRecord | undefined;
  /** Ordered by key. */
  all(): readonly ArtifactRecord[];
}

export function artifactTable(db: Database, readings: ReadingTable): ArtifactTable {
  const put = db.prepare(
    'INSERT OR REPLACE INTO artifact (key, step, digest, bytes, refused, made_by, checked) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const used = db.prepare('UPDATE artifact SET used_at = ? WHERE digest = ?');
  const one = db.prepare('SELECT * FROM artifact WHERE key = ?');
  const all = db.prepare('SELECT * FROM artifact ORDER BY key');
  return {
    put: ({ key, step, made, checked }, madeBy) => {
      const said = checked ? JSON.stringify(checked) : null;
      if (made.kind === 'bytes') put.run(key, step, made.digest, made.bytes, null, madeBy, said);
      else put.run(key, step, null, null, JSON.stringify(made.failure), madeBy, null);
    },
    used: (digest, at) => void used.run(at, digest),
    one: (key) => {
      const raw = one.get(key);
      return raw === undefined ? undefined : artifactFrom(raw, readings);
    },
    all: () => all.all().map((raw) => artifactFrom(raw, readings)),
  };
}

function artifactFrom(raw: unknown, readings: ReadingTable): ArtifactRecord {
  const row = new Row('artifact', 'key', raw);
  const usedAt = row.textOrNull('used_at');
  const madeBy = attemptId(row.text('made_by'));
  const said = readings.ofId(madeBy);
  return {
    key: row.parsed('key', parseDigest) as ArtifactKey,
    step: row.parsed('step', parseDigest) as StepKey,
    made: madeFrom(row),
    madeBy,
    ...(said ? { said } : {}),
    ...(usedAt === null ? {} : { usedAt: wallTime(usedAt) }),
    ...(row.textOrNull('checked') === null ? {} : { checked: passedFrom(row) }),
  };
}

function passedFrom(row: Row): Passed {
  const said = row.shaped('checked', { at: 'string', numbers: 'array', limits: 'object' });
  const limits = row.check('checked.limits', said['limits'], { cosine: 'number', maxError: 'number', top1: 'number' });
  const numbers = Array.isArray(said['numbers']) ? said['numbers'] : [];
  for (const number of numbers) row.check('checked.numbers', number, { name: 'string' });
  return {
    at: wallTime(String(said['at'])),
    numbers: numbers as Passed['numbers'],
    limits: limits as unknown as Passed['limits'],
  };
}

function madeFrom(row: Row): ArtifactRecord['made'] {
  if (row.textOrNull('refused') === null) {
    return { kind: 'bytes', digest: row.parsed('digest', parseDigest), bytes: bytes(row.number('bytes')) };
  }
  return { kind: 'refused', failure: failureFrom(row.json('refused')) ?? row.damaged('refused is no failure') };
}
