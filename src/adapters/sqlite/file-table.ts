/** Table `file`: what an attempt left in the runs folder, with digests from the moment of writing. */
import type { Database } from 'better-sqlite3';
import { parseDigest } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { FileRole, KeptFile } from '#domain/event.js';
import { Row } from './row.js';

export interface FileTable {
  insert(attempt: number, files: readonly KeptFile[]): void;
  /** Ordered by path. */
  of(attempt: number): readonly KeptFile[];
}

const roles = ['samples', 'stdout', 'stderr', 'job', 'artifact'] as const satisfies readonly FileRole[];

export function fileTable(db: Database): FileTable {
  const insert = db.prepare('INSERT INTO file (attempt, path, role, bytes, digest) VALUES (?, ?, ?, ?, ?)');
  const of = db.prepare('SELECT path, role, bytes, digest FROM file WHERE attempt = ? ORDER BY path');
  return {
    insert: (attempt, files) => {
      for (const file of files) insert.run(attempt, file.path, file.role, file.bytes, file.digest);
    },
    of: (attempt) => of.all(attempt).map(fileFrom),
  };
}

function fileFrom(raw: unknown): KeptFile {
  const row = new Row('file', 'path', raw);
  return {
    role: row.oneOf('role', roles),
    path: row.text('path'),
    bytes: bytes(row.number('bytes')),
    digest: row.parsed('digest', parseDigest),
  };
}
