/** Where this package lies, found from the file that runs: the bundle and the sources are at different depths. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invariant } from '#core/invariant.js';

/** Holds `toolchains/`, `schemas/`, `dist/` and the dependencies that runners load. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    invariant(dirname(folder) !== folder, 'the program lies in no package');
    folder = dirname(folder);
  }
  return folder;
}

/** The build copies them beside the program; from sources they are where they were written. */
export const supervisorPath = (root: string): string => scriptOf(root, 'supervisor.sh');
export const canaryPath = (root: string): string => scriptOf(root, 'canary.sh');
export const environmentPath = (root: string): string => scriptOf(root, 'environment.py');
export const withSettingsPath = (root: string): string => scriptOf(root, 'with-settings.sh');

function scriptOf(root: string, name: string): string {
  const built = join(root, 'dist', name);
  return existsSync(built) ? built : join(root, 'src', 'adapters', 'boards', name);
}
