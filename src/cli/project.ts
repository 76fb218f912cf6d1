/**
 * Where results are. `run` finds the folder from the experiment's file, commands that only read from where the user
 * stands; `--store FOLDER` overrides both.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserMistake } from './output.js';

export interface Project {
  /** Holds the database, the folders of run sets and the artifacts. */
  readonly runs: string;
  readonly database: string;
}

const databaseName = 'orchestrate.db';

/** Nearest ancestor that has results; else the parent of a folder named `experiments`; else beside the file. */
export function projectOfExperiment(file: string, store?: string): Project {
  if (store !== undefined) return projectAt(store);
  const folder = dirname(resolve(file));
  const near = nearest(folder);
  if (near !== undefined) return near;
  const home = ancestors(folder).find((ancestor) => basename(ancestor) === 'experiments');
  return projectIn(home === undefined ? folder : dirname(home));
}

/** Nearest ancestor that has results; else the parent of a folder named `inventory`; else beside the file. */
export function projectOfInventory(file: string, store?: string): Project {
  if (store !== undefined) return projectAt(store);
  const folder = dirname(resolve(file));
  return nearest(folder) ?? projectIn(basename(folder) === 'inventory' ? dirname(folder) : folder);
}

/** Where one would be, and whether one is there. */
export function projectHere(from: string, store?: string): { readonly project: Project; readonly exists: boolean } {
  if (store !== undefined) return { project: projectAt(store), exists: true };
  const near = nearest(resolve(from));
  return { project: near ?? projectIn(resolve(from)), exists: near !== undefined };
}

/** For commands that read: there must be results. */
export function projectForReading(from: string, store?: string): Project {
  if (store !== undefined) {
    const project = projectAt(store);
    if (existsSync(project.database)) return project;
    throw new UserMistake(
      `--store ${store}: there is no ${databaseName}.\nName the folder that holds it, or measure into it with \`orchestrate run FILE --store ${store}\`.`,
    );
  }
  const near = nearest(resolve(from));
  if (near !== undefined) return near;
  throw new UserMistake(
    `There are no results here: neither ${resolve(from)} nor a folder above it has runs/${databaseName}.\n` +
      'Go to the folder of the project, name its runs folder with `--store FOLDER`, or measure with `orchestrate run FILE`.',
  );
}

/** A database is taken for the folder that it is in. */
function projectAt(store: string): Project {
  const path = resolve(store);
  const isFile = existsSync(path) && statSync(path).isFile();
  if (isFile && basename(path) !== databaseName) {
    throw new UserMistake(`--store ${store}: expected a folder, or its ${databaseName}, and found another file.`);
  }
  const runs = isFile ? dirname(path) : path;
  return { runs, database: join(runs, databaseName) };
}

function projectIn(root: string): Project {
  const runs = join(root, 'runs');
  return { runs, database: join(runs, databaseName) };
}

function nearest(folder: string): Project | undefined {
  return ancestors(folder)
    .map(projectIn)
    .find(({ database }) => existsSync(database));
}

/** The folder itself first, the root last. */
function ancestors(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}
