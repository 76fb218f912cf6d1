/** Table `environment`: what was observed, content-addressed; the same environment is one row for all attempts. */
import type { Database } from 'better-sqlite3';
import { canonicalJson } from '#core/canonical-json.js';
import { type Digest, digestOfJson } from '#core/digest.js';
import type { Environment, EnvironmentFacts } from '#domain/board.js';
import { isObject, Row } from './row.js';

export interface EnvironmentTable {
  /** Does nothing if it is there. */
  insert(environment: Environment): void;
  one(digest: Digest): Environment | undefined;
}

export function environmentTable(db: Database): EnvironmentTable {
  const has = db.prepare('SELECT 1 FROM environment WHERE digest = ?').pluck();
  const insert = db.prepare('INSERT INTO environment (digest, facts) VALUES (?, ?)');
  const one = db.prepare('SELECT digest, facts FROM environment WHERE digest = ?');
  return {
    insert: ({ digest, facts }) => {
      if (has.get(digest) === undefined) insert.run(digest, canonicalJson(facts));
    },
    one: (digest) => {
      const raw = one.get(digest);
      return raw === undefined ? undefined : environmentFrom(digest, raw);
    },
  };
}

function environmentFrom(digest: Digest, raw: unknown): Environment {
  const row = new Row('environment', 'digest', raw);
  const facts = row.json('facts');
  if (!isEnvironmentFacts(facts)) return row.damaged('facts are no record of plain values');
  if (digestOfJson(facts) !== digest) return row.damaged('facts are not what their digest says');
  return { digest, facts };
}

export function isEnvironmentFacts(value: unknown): value is EnvironmentFacts {
  return (
    isObject(value) && Object.values(value).every((v) => v === null || typeof v === 'string' || typeof v === 'number')
  );
}
