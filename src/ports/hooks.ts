/** Commands of this machine that do something for a board: switch its power, reserve it, give it back. */
import type { Result } from '#core/result.js';
import type { Hook } from '#domain/board.js';
import type { Failure } from '#domain/failure.js';
import type { BoardId } from '#domain/names.js';
import type { Bound } from './boards.js';

export interface Hooks {
  /** Its standard output, bounded. Any exit but 0 is a failure. `{board}` in its words is the board's name. */
  run(hook: Hook, board: BoardId, bound: Bound): Promise<Result<string, Failure>>;
}
