/** What is kept of a board between runs: the last answer, and why there was none since. */
import type { WallTime } from '#core/units.js';
import type { BoardFacts } from './board.js';
import type { BoardIdentity } from './board-identity.js';
import type { Failure } from './failure.js';
import type { BoardId } from './names.js';

export interface StoredBoard {
  readonly board: BoardId;
  /** How it was reached; null: it is this machine. */
  readonly endpoint: string | null;
  /** Null: it never answered. */
  readonly seen: SeenBoard | null;
  /** Why it could not be used when it was last asked; null: it could. */
  readonly trouble: { readonly failure: Failure; readonly at: WallTime } | null;
}

export interface SeenBoard {
  readonly facts: BoardFacts;
  readonly identity: BoardIdentity;
  readonly at: WallTime;
}
