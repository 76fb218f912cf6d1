/**
 * Files that an experiment names. Its rule: a path is relative to the folder of the experiment and stays in the project, so
 * that the file means the same on every machine, and a file from a stranger reaches nothing that was not put beside it.
 * What a person links into the project (`ln -s`) is in the project: links are followed, and only their owner makes them.
 */
import type { Mark } from '#domain/diagnostic.js';
import type { Cursor } from './cursor.js';
import type { Problems } from './problems.js';

export interface NamedFile {
  readonly path: string;
  readonly at: Mark;
}

/** Models, what models are built from, data and labels, in the order of the file; those that are no text are left to the schema. */
export function namedFiles(root: Cursor): readonly NamedFile[] {
  const models = (root.at('models')?.members() ?? []).flatMap(([, model]) => model.at('sources')?.items() ?? []);
  const sets = (root.at('data')?.members() ?? []).map(([, data]) => data);
  const files = (owner: Cursor): readonly (Cursor | undefined)[] => [
    owner.at('path'),
    owner.at('labels'),
    ...(owner.at('inputs')?.items() ?? []),
  ];
  return [...models, ...sets].flatMap((owner) => files(owner).flatMap(named));
}

export function named(cursor: Cursor | undefined): readonly NamedFile[] {
  return typeof cursor?.value === 'string' && cursor.value !== '' ? [{ path: cursor.value, at: cursor.mark }] : [];
}

/** `climbMax`: how many folders above its own the experiment's project reaches. */
export function checkPaths(files: readonly NamedFile[], climbMax: number, problems: Problems): void {
  for (const { path, at } of files) {
    const reason = reasonAgainst(path, climbMax);
    if (reason !== undefined) problems.add('spec/bad-path', at, { path, reason });
  }
}

/** Whether it may be looked for at all. */
export function staysIn(path: string, climbMax: number): boolean {
  return reasonAgainst(path, climbMax) === undefined;
}

function reasonAgainst(path: string, climbMax: number): string | undefined {
  if (/[\n\r\t]|^\s|\s$/.test(path)) return 'line';
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return 'url';
  if (/^~|\$[{(A-Za-z]|^%[A-Za-z]+%/.test(path)) return 'home';
  if (path.includes('\\') || /^[A-Za-z]:/.test(path)) return 'backslash';
  if (path.startsWith('/')) return 'absolute';
  return climbOf(path) > climbMax ? 'outside' : undefined;
}

/** How far above its start a path comes on its way, whatever it does later. */
function climbOf(path: string): number {
  let [depth, most] = [0, 0];
  for (const part of path.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    most = Math.max(most, -depth);
  }
  return most;
}
