/**
 * How far a project reaches: what an experiment names must lie in it. The outermost folder at or above the experiment's own
 * that holds the folder `experiments` the file is in, or results (`runs/orchestrate.db`), or `.git`; else the file's own
 * folder. Outermost, so that a project never becomes smaller by what is written into it.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The number of folders between an experiment's own folder and that of its project: 0 when they are one. */
export function climbMaxOf(folder: string): number {
  let [most, climb] = [0, 0];
  let here = folder;
  for (;;) {
    const above = dirname(here);
    if (isProject(here)) most = climb;
    // `~/experiments` makes a project of nothing more than the folder beside it.
    if (basename(here) === 'experiments' && above !== here) most = climb + 1;
    if (above === here) return most;
    here = above;
    climb += 1;
  }
}

function isProject(folder: string): boolean {
  return existsSync(join(folder, '.git')) || existsSync(join(folder, 'runs', 'orchestrate.db'));
}
