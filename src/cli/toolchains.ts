/** Toolchains: those that come with the program, and those in a `toolchains` folder beside or above the experiment. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Result } from '#core/result.js';
import type { Diagnostic } from '#domain/diagnostic.js';
import type { Toolchain } from '#domain/toolchain.js';
import { readToolchain } from '#spec/toolchain.js';
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
  const toolchains = new Map<string, Toolchain>();
  const problems = new Map<string, readonly Diagnostic[]>();
  for (const folder of toolchainFolders(experimentFolder)) {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name, 'toolchain.yaml');
      if (!existsSync(path)) continue;
      const read = readToolchainFile(path);
      if (read.ok) toolchains.set(read.value.name, read.value);
      else problems.set(name, read.error);
    }
  }
  return { toolchains, problems };
}

function readToolchainFile(path: string): Result<Toolchain, Diagnostic[]> {
  const name = shown(path);
  const text = readTextFile({ path, name, what: 'toolchain' });
  return text.ok ? readToolchain({ name, text: text.value }, dirname(path)) : text;
}

/** Later ones win. In a checkout of this program both are one folder, which is read once. */
function toolchainFolders(experimentFolder: string): readonly string[] {
  const shipped = join(packageRoot(), 'toolchains');
  const own = nearestAbove(experimentFolder, 'toolchains');
  const folders = [shipped, ...(own === undefined ? [] : [own])].filter((folder) => existsSync(folder));
  return [...new Set(folders.map((folder) => realpathSync(folder)))];
}

function nearestAbove(folder: string, name: string): string | undefined {
  const here = join(folder, name);
  if (existsSync(here)) return here;
  return dirname(folder) === folder ? undefined : nearestAbove(dirname(folder), name);
}
