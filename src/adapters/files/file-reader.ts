/** Finds and hashes the files that experiments and toolchains name, relative to one folder. */
import { resolve } from 'node:path';
import type { StoredFile } from '#domain/model.js';
import { createFileHasher } from './hash-file.js';

/** `root` is where relative paths start; absolute ones are taken as they are. The answer's path is absolute. */
export function createFileReader(root: string): (path: string) => Promise<StoredFile | undefined> {
  const hasher = createFileHasher();
  return (path) => hasher.hash(resolve(root, path));
}
