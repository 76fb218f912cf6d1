/** Which machine a board is: two boards may swap their addresses, and an inventory knows addresses only. */
import type { Board, BoardFacts } from './board.js';
import { type Failure, failure } from './failure.js';

export interface BoardIdentity {
  readonly machineId: string | null;
  readonly serial: string | null;
  /** The permanent address of the first interface that has one. */
  readonly mac: string | null;
}

export function identityOf({ machineId, serial, mac }: BoardFacts): BoardIdentity {
  return { machineId, serial, mac };
}

/**
 * Why this is not the machine that it was or should be. A machine id is copied with the image of an SD card and is new
 * after flashing, a serial number is soldered, a network interface may be another one today: the address counts only
 * where no serial number can be compared. What is unknown on either side says nothing.
 */
export function changedIdentity(
  board: Pick<Board, 'id' | 'machineId'>,
  now: BoardIdentity,
  before: BoardIdentity | undefined,
): Failure | undefined {
  const { id, machineId } = board;
  if (machineId !== undefined && now.machineId !== machineId) {
    return failure('board/identity-changed', {
      board: id,
      what: 'machine id',
      expected: machineId,
      found: now.machineId,
      pinned: true,
    });
  }
  if (!before) return undefined;
  const differs = (key: keyof BoardIdentity): boolean =>
    before[key] !== null && now[key] !== null && before[key] !== now[key];
  const soldered = before.serial !== null && now.serial !== null;
  // A pinned machine id that is met has been answered for by a person.
  const what = differs('serial')
    ? 'serial'
    : machineId === undefined && differs('machineId')
      ? 'machineId'
      : !soldered && differs('mac')
        ? 'mac'
        : undefined;
  if (what === undefined) return undefined;
  return failure('board/identity-changed', {
    board: id,
    what: identityWords[what],
    expected: before[what],
    found: now[what],
    pinned: false,
  });
}

const identityWords = { machineId: 'machine id', serial: 'serial number', mac: 'network address' } as const;
