/** Toolchains: those that come with the program, and those in a `toolchains` folder beside or above the experiment. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Result } from '#core/result.js';
import type { Diagnostic } from '#domain/diagnostic.js';
import type { Toolchain } from '#domain/toolchain.js';
import { toolchainPaths } from '#domain/toolchain-paths.js';
import { readToolchain } from '#spec/toolchain.js';
import type { Surroundings } from '#spec/toolchain-surroundings.js';
import { shown } from './nearby.js';
import { packageRoot } from './package-root.js';
import { readTextFile } from './text-file.js';

export interface KnownToolchains {
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  /** Of those that cannot be used, by the names of their folders. They matter to an experiment that names one. */
  readonly problems: ReadonlyMap<string, readonly Diagnostic[]>;
}

/** A person's own toolchain goes before a shipped one of the same name. */
export function readToolchains(experimentFolder: string): KnownToolchains {
  const shipped = readFolder(shippedFolder());
  const folder = ownFolder(experimentFolder);
  if (folder === undefined) return shipped;
  const own = readFolder(folder);
  const toolchains = new Map([...shipped.toolchains, ...own.toolchains]);
  const problems = new Map([...shipped.problems, ...own.problems]);
  // Only now is it known what lies around each.
  for (const { name, folder: at } of own.toolchains.values()) {
    const read = readToolchainFile(join(at, fileName), surroundingsOf(at, toolchains));
    if (read.ok) toolchains.set(name, { ...read.value, shared: shippedFolder() });
    else problems.set(name, read.error);
  }
  for (const name of own.toolchains.keys()) if (problems.has(name)) toolchains.delete(name);
  return { toolchains, problems };
}

/** Of one file by itself, for `validate`. */
export function surroundingsHere(folder: string): Surroundings {
  return surroundingsOf(folder, readToolchains(folder).toolchains);
}

function surroundingsOf(folder: string, others: KnownToolchains['toolchains']): Surroundings {
  const shared = shippedFolder();
  return {
    others,
    missing: (file) => {
      const paths = toolchainPaths({ folder, shared }, file);
      if (paths.some((path) => existsSync(path))) return undefined;
      return paths.map((path) => shown(resolve(path))).join(' and ');
    },
  };
}

const fileName = 'toolchain.yaml';

function readFolder(folder: string): KnownToolchains {
  const toolchains = new Map<string, Toolchain>();
  const problems = new Map<string, readonly Diagnostic[]>();
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const path = join(folder, name, fileName);
    if (!existsSync(path)) continue;
    const read = readToolchainFile(path);
    if (read.ok) toolchains.set(read.value.name, read.value);
    else problems.set(name, read.error);
  }
  return { toolchains, problems };
}

function readToolchainFile(path: string, around?: Surroundings): Result<Toolchain, Diagnostic[]> {
  const name = shown(path);
  const text = readTextFile({ path, name, what: 'toolchain' });
  return text.ok ? readToolchain({ name, text: text.value }, dirname(path), around) : text;
}

function shippedFolder(): string {
  const folder = join(packageRoot(), 'toolchains');
  return existsSync(folder) ? realpathSync(folder) : folder;
}

/** Undefined: there is none. In a checkout of this program the nearest is the shipped one. */
function ownFolder(experimentFolder: string): string | undefined {
  const nearest = nearestAbove(experimentFolder, 'toolchains');
  const folder = nearest === undefined ? undefined : realpathSync(nearest);
  return folder === shippedFolder() ? undefined : folder;
}

function nearestAbove(folder: string, name: string): string | undefined {
  const here = join(folder, name);
  if (existsSync(here)) return here;
  return dirname(folder) === folder ? undefined : nearestAbove(dirname(folder), name);
}
