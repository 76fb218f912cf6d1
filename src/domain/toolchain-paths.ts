/** Where a file of a toolchain may lie on this machine, the nearest first. */
import type { Toolchain } from './toolchain.js';

/** A toolchain of somebody's own may use what comes with the program as if it lay beside it: `../python-runner/measure.py`. */
export function toolchainPaths({ folder, shared }: Pick<Toolchain, 'folder' | 'shared'>, file: string): string[] {
  const own = `${folder}/${file}`;
  return shared !== undefined && file.startsWith('../') ? [own, `${shared}/${file.slice('../'.length)}`] : [own];
}
