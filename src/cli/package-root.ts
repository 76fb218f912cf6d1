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

/** The build copies it beside the program; from sources it is where it was written. */
export function supervisorPath(root: string): string {
  const built = join(root, 'dist', 'supervisor.sh');
  return existsSync(built) ? built : join(root, 'src', 'adapters', 'boards', 'supervisor.sh');
}
