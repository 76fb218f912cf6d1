/**
 * Opening the result store. A writer takes the writer lock first, creates and migrates; a reader does neither and works
 * at any time, also while a run writes (WAL). Loaded by dynamic import: the native module is not needed for `--help`.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { err, ok, type Result } from '#core/result.js';
import type { StoreRefusal } from '#domain/store-refusal.js';
import type { ResultReader, ResultStore } from '#ports/result-store.js';
import { knownVersion, migrate, type Standing, standingOf } from './migrations.js';
import { fillStandings } from './standings.js';
import { readerOver, storeOver, tablesOf } from './store.js';
import { acquireWriter, type WriterLock } from './writer-lock.js';

export type OpenStore = ResultStore & { close(): void };
export type OpenReader = ResultReader & { close(): void };

/** `:memory:` is for tests and the simulator: no lock, no file. */
export function openResultStore(path: string, options: { readonly mode: 'write' }): Result<OpenStore, StoreRefusal>;
export function openResultStore(path: string, options: { readonly mode: 'read' }): Result<OpenReader, StoreRefusal>;
export function openResultStore(
  path: string,
  options: { readonly mode: 'write' | 'read' },
): Result<OpenStore | OpenReader, StoreRefusal> {
  return options.mode === 'write' ? openWriter(path) : openReader(path);
}

function openWriter(path: string): Result<OpenStore, StoreRefusal> {
  if (path === ':memory:') return openForWriting(path, undefined);
  makeFolder(dirname(path));
  const lock = acquireWriter(path);
  return lock.ok ? openForWriting(path, lock.value) : lock;
}

/** One folder after the other: asked for all at once, Node tries for ever where a file system says ENOENT of a new one (procfs). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function openForWriting(path: string, lock: WriterLock | undefined): Result<OpenStore, StoreRefusal> {
  const db = new Database(path);
  const close = (): void => {
    db.close();
    lock?.release();
  };
  try {
    const standing = standOf(db);
    if (standing.kind === 'foreign' || standing.kind === 'newer') {
      close();
      return err(refusalOf(path, standing));
    }
    prepareForWriting(db);
    if (standing.kind === 'older') migrate(db, standing.found);
    const tables = tablesOf(db);
    fillStandings(db, tables);
    return ok({ ...storeOver(db, tables), close });
  } catch (error) {
    close();
    throw error;
  }
}

function openReader(path: string): Result<OpenReader, StoreRefusal> {
  if (!existsSync(path)) return err({ kind: 'missing', path });
  const db = new Database(path, { readonly: true, fileMustExist: true });
  const close = (): void => void db.close();
  try {
    const standing = standOf(db);
    if (standing.kind === 'current') return ok({ ...readerOver(db, tablesOf(db)), close });
    close();
    return err(refusalOf(path, standing));
  } catch (error) {
    close();
    throw error;
  }
}

/** FULL: what was recorded survives a power cut, and without it an attempt's intent might not precede its effect. */
function prepareForWriting(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
}

function standOf(db: Database.Database): Standing {
  try {
    return standingOf(db);
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB') return { kind: 'foreign' };
    throw error;
  }
}

function refusalOf(path: string, standing: Exclude<Standing, { kind: 'current' }>): StoreRefusal {
  if (standing.kind === 'foreign') return { kind: 'foreign', path };
  return { kind: standing.kind, path, found: standing.found, known: knownVersion };
}
