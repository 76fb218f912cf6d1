/** Models and data that an experiment names and that are not there: warned of where they are named. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '#domain/diagnostic.js';
import type { NamedFile } from '#spec/paths.js';
import { likelyPath, shown } from './nearby.js';

/** More than this are missing together: the folder was not fetched, and one line for each says no more. */
const missingMax = 20;

export function missingFiles(files: readonly NamedFile[], folder: string): readonly Diagnostic[] {
  const missing = files.filter(({ path }) => !isFile(resolve(folder, path)));
  return missing.slice(0, missingMax).map(({ path, at }) => ({
    code: 'spec/path-missing',
    severity: 'warning',
    ...at,
    facts: { path, at: shown(resolve(folder, path)), suggestion: likelyPath(folder, path) ?? oneUp(folder, path) },
  }));
}

/** Written as if it counted from the project folder, where people stand when they write it. */
function oneUp(folder: string, path: string): string | null {
  return isFile(resolve(folder, '..', path)) ? `../${path}` : null;
}

/** What cannot be looked at (permissions, a loop of links) cannot be measured either. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
