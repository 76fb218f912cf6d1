/** Integer migrations through `user_version`, forward only: entry N brings version N to N + 1 in one transaction. */
import type { Database } from 'better-sqlite3';
import { schema1 } from './schema-1.js';
import { schema2 } from './schema-2.js';
import { schema3 } from './schema-3.js';
import { schema4 } from './schema-4.js';
import { schema5 } from './schema-5.js';
import { schema6 } from './schema-6.js';
import { schema7 } from './schema-7.js';
import { schema8 } from './schema-8.js';
import { schema9 } from './schema-9.js';

/** Never edited once released: a change is a new entry. */
const migrations: readonly string[] = [schema1, schema2, schema3, schema4, schema5, schema6, schema7, schema8, schema9];

export const knownVersion = migrations.length;

/** Marks the file as ours (the letters `orch`), so that no other program's database is ever migrated. */
const applicationId = 0x6f_72_63_68;

export type Standing =
  | { readonly kind: 'current' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'older' | 'newer'; readonly found: number };

/** Where a database stands; an empty one is version 0. */
export function standingOf(db: Database): Standing {
  const found = integerPragma(db, 'user_version');
  const id = integerPragma(db, 'application_id');
  const empty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (id !== applicationId && !(empty && id === 0 && found === 0)) return { kind: 'foreign' };
  if (found === knownVersion) return { kind: 'current' };
  return { kind: found < knownVersion ? 'older' : 'newer', found };
}

/** Each step commits on its own: after a crash the next opening goes on where this one ended. */
export function migrate(db: Database, from: number): void {
  for (const [version, statements] of migrations.entries()) {
    if (version < from) continue;
    db.transaction(() => {
      db.exec(statements);
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}

function integerPragma(db: Database, name: string): number {
  return Number(db.pragma(name, { simple: true }));
}
