/** Whether an error means that the database itself is damaged: rows that cannot be what they say, or pages that are no pages. */
import Database from 'better-sqlite3';
import { DamagedRow } from './row.js';

/**
 * What is wrong, for people; undefined for every other error. SQLITE_ERROR is what a statement of ours meets when the tables
 * are not ours any more: every one of them is prepared by every test, so that the statement is not to blame.
 */
export function damageOf(error: unknown): string | undefined {
  if (error instanceof DamagedRow) return error.message;
  if (!(error instanceof Database.SqliteError)) return undefined;
  return /^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(error.code) ? `${error.code}: ${error.message}` : undefined;
}
