/**
 * One writer: an exclusive transaction held open on a second, empty SQLite file beside the database. The kernel drops
 * it when the process ends, however it ends, so no lock is ever stale. The side file only says who to ask.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { err, ok, type Result } from '#core/result.js';
import type { StoreRefusal, WriterOwner } from '#domain/store-refusal.js';
import { isObject } from './row.js';

export interface WriterLock {
  release(): void;
}

/** Asks once, without waiting. `path` is the database's. */
export function acquireWriter(path: string): Result<WriterLock, StoreRefusal> {
  const ownerPath = `${path}.writer.json`;
  const db = new Database(`${path}.writer`, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (isBusy(error)) return err({ kind: 'busy', path, owner: readOwner(ownerPath) });
    throw error;
  }
  const owner: WriterOwner = { pid: process.pid, since: new Date().toISOString() };
  writeFileSync(ownerPath, `${JSON.stringify(owner)}\n`);
  return ok({
    release: () => {
      // The advice goes while the lock is held: removed later, it could be the next writer's.
      rmSync(ownerPath, { force: true });
      db.close();
    },
  });
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** Null when it cannot be read: the owner may be between taking the lock and writing the advice. */
function readOwner(path: string): WriterOwner | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isObject(value) || typeof value['pid'] !== 'number' || typeof value['since'] !== 'string') return null;
    return { pid: value['pid'], since: value['since'] };
  } catch {
    return null;
  }
}
