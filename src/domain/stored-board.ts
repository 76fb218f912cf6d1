/** What is kept of a board between runs: the last answer, and why there was none since. */
import type { Result } from '#core/result.js';
import type { WallTime } from '#core/units.js';
import type { Board, BoardFacts, Transport } from './board.js';
import { type BoardIdentity, identityOf } from './board-identity.js';
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

export interface Look {
  readonly board: Board;
  readonly found: Result<BoardFacts, Failure>;
  readonly at: WallTime;
}

/** What is kept after a look: a board that was silent or refused is remembered as it was. */
export function remembered(before: StoredBoard | undefined, { board, found, at }: Look): StoredBoard {
  const endpoint = endpointText(board.transport);
  if (!found.ok)
    return { board: board.id, endpoint, seen: before?.seen ?? null, trouble: { failure: found.error, at } };
  const identity = completed(identityOf(found.value), before?.seen?.identity);
  return { board: board.id, endpoint, seen: { facts: found.value, identity, at }, trouble: null };
}

/** What could not be read this time still tells the machine from others. */
function completed(now: BoardIdentity, before: BoardIdentity | undefined): BoardIdentity {
  if (!before) return now;
  return {
    machineId: now.machineId ?? before.machineId,
    serial: now.serial ?? before.serial,
    mac: now.mac ?? before.mac,
  };
}

/** As the inventory names it; null: this machine. */
export function endpointText(transport: Transport): string | null {
  if (transport.kind === 'local') return null;
  const { user, host, port } = transport.target;
  return `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`;
}

/** The local board is whatever machine this is: projects are carried from one to another. */
export function identityToKeep(board: Board, stored: StoredBoard | undefined): BoardIdentity | undefined {
  return board.transport.kind === 'local' ? undefined : stored?.seen?.identity;
}
