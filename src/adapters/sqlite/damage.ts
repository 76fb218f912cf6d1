/** Whether an error means that the database itself is damaged: rows that cannot be what they say, or pages that are no pages. */
import Database from 'better-sqlite3';
import { DamagedRow } from './row.js';

/** What is wrong, for people; undefined for every other error. */
export function damageOf(error: unknown): string | undefined {
  if (error instanceof DamagedRow) return error.message;
  if (!(error instanceof Database.SqliteError)) return undefined;
  return /^SQLITE_(CORRUPT|NOTADB)/.test(error.code) ? `${error.code}: ${error.message}` : undefined;
}
