/** Everything one `run` and its resumes produced: the thing that is diffed. */
import type { Digest } from '#core/digest.js';
import type { WallTime } from '#core/units.js';
import type { RunSetId } from './names.js';
import { runSetId } from './names.js';

export interface RunSet {
  readonly id: RunSetId;
  /** The experiment's name. */
  readonly name: string;
  /** The texts as they were, for the manifest. */
  readonly spec: string;
  readonly specPath: string;
  readonly inventory: string | null;
  readonly planDigest: Digest;
  readonly seed: number;
  readonly startedAt: WallTime;
  readonly endedAt: WallTime | null;
}

/** Readable, sortable by time, unique by `entropy` (a few hex digits): `20261120-133012-quickstart-3f9a`. */
export function makeRunSetId(startedAt: WallTime, name: string, entropy: string): RunSetId {
  const stamp = startedAt.replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 40)
      .replace(/^-+|-+$/g, '') || 'run';
  return runSetId(`${stamp}-${slug}-${entropy}`);
}
