/** Waiting for a board that was told to restart, and the proof that it did: an answer alone proves nothing. */
import { err, ok, type Result } from '#core/result.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import { type Failure, failure } from '#domain/failure.js';
import type { BoardId } from '#domain/names.js';
import type { Clock } from '#ports/clock.js';
import type { GuardParts } from './guard.js';

export interface ReturnParts extends GuardParts {
  readonly clock: Clock;
  /** Ends waiting, when the run is asked to stop. */
  readonly hurry: AbortSignal;
}

/** Small boards check their file systems first. */
const BOOT_NS = seconds(240);
const BETWEEN_NS = seconds(5);

/** Undefined when it does not answer. */
export async function bootOf(parts: ReturnParts, board: BoardId): Promise<string | undefined> {
  const connection = await parts.connections.to(board);
  return connection.ok ? bootMark(connection.value.facts) : undefined;
}

export async function comeBack(
  parts: ReturnParts,
  board: BoardId,
  before: string | undefined,
): Promise<Result<void, Failure>> {
  const { connections, clock, hurry } = parts;
  const until = connections.bound(BOOT_NS).deadline;
  let last: Failure = failure('board/unreachable', { board });
  for (;;) {
    await connections.drop(board);
    await clock.sleepUntil(Math.min(until, clock.monotonicNs() + BETWEEN_NS) as Nanoseconds, hurry);
    if (hurry.aborted) return err(last);
    const connection = await connections.to(board);
    const now = connection.ok ? bootMark(connection.value.facts) : undefined;
    if (connection.ok && (before === undefined || now !== before)) return ok(undefined);
    last = connection.ok ? failure('board/not-restarted', { board }) : connection.error;
    if (clock.monotonicNs() >= until) return err(last);
  }
}

/** In a container the boot id is the machine's; when its first process began is its own. */
function bootMark({
  bootId,
  initStart,
}: {
  readonly bootId: string | null;
  readonly initStart?: string | null;
}): string {
  return `${bootId ?? ''} ${initStart ?? ''}`;
}
