/** What is there instead of a file that is not: the entries of its folder, by the likeness of their names. */
import { type Dirent, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { suggest } from '#core/suggest.js';
import { visibleUpTo } from '#core/visible.js';
import type { Facts } from '#domain/failure.js';

const namesMax = 8;
const nameMax = 200;

/** For a text that should have been there. */
export function nearbyFacts(path: string): Facts {
  const folder = dirname(path);
  // The project folder is where people stand, and its experiments are one below.
  const files = /\.csv$/i.test(path)
    ? filesIn(folder, /\.csv$/i)
    : [...yamlFilesIn(folder), ...yamlFilesIn(join(folder, 'experiments'))];
  const names = files.map((file) => basename(file));
  const likely = suggest(basename(path), names) ?? suggest(`${basename(path)}.yaml`, names);
  const meant = files.find((file) => basename(file) === likely);
  return {
    folder: shown(folder),
    exists: entriesOf(folder) !== undefined,
    suggestion: meant === undefined ? null : shown(meant),
    known: files.slice(0, namesMax).map(shown),
  };
}

/** In the order of their names. */
export function yamlFilesIn(folder: string): readonly string[] {
  return filesIn(folder, /\.ya?ml$/);
}

function filesIn(folder: string, called: RegExp): readonly string[] {
  const names = entriesOf(folder)?.map(({ name }) => name) ?? [];
  return names
    .filter((name) => called.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** For a model or a data set: any file counts, and a slip may be in a folder on the way. Relative to `root`, as written. */
export function likelyPath(root: string, written: string): string | null {
  let at = root;
  const found: string[] = [];
  for (const part of written.split('/')) {
    if (part === '' || part === '.' || part === '..') {
      at = join(at, part);
      found.push(part);
      continue;
    }
    const names = entriesOf(at)?.map(({ name }) => name) ?? [];
    const likely = names.includes(part) ? part : suggest(part, names);
    if (likely === null) return null;
    found.push(likely);
    at = join(at, likely);
  }
  return found.join('/');
}

function entriesOf(folder: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

/** As a person in this folder would write it; outside of it the whole path. Names of files may hold anything but NUL. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path);
  const best = near === '' ? '.' : near.startsWith('..') ? path : near;
  return visibleUpTo(best, nameMax);
}
