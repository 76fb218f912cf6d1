/** What is in the cache of conversions, and where it came from. */
import type { WallTime } from '#core/units.js';
import type { BoardId, RunSetId } from './names.js';
import type { PlannedStep } from './plan.js';
import type { ArtifactRecord } from './record.js';

export interface CacheEntry extends Omit<ArtifactRecord, 'usedAt'> {
  /** As the run set planned it that made it; null: its plan was amended since. */
  readonly planned: PlannedStep | null;
  /** The source at the beginning of its chain; null: not known. */
  readonly source: string | null;
  readonly runSet: RunSetId | null;
  readonly board: BoardId | null;
  readonly version: string | null;
  readonly madeAt: WallTime | null;
  /** By the newest run set that took it. */
  readonly usedAt: WallTime | null;
  /** A run set that has not ended needs it. */
  readonly isNeeded: boolean;
}
