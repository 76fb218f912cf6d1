/** Boards that an outside command lends: what is remembered until they are given back, and where it says that they are. */
import type { WallTime } from '#core/units.js';
import type { Hook, Transport } from './board.js';
import type { Failure } from './failure.js';
import type { BoardId } from './names.js';

/** On record before its command is run, so that a crash in between is given back too. */
export interface Reservation {
  readonly board: BoardId;
  /** As it was when the board was acquired: the inventory may be another one by then. */
  readonly release: Hook;
  readonly at: WallTime;
}

/** What a view may tell of boards that are acquired and given back. */
export type ReservationNews =
  | { readonly kind: 'acquiring'; readonly board: BoardId; readonly command: string }
  | { readonly kind: 'acquired'; readonly board: BoardId; readonly at: string | null }
  | { readonly kind: 'not-released'; readonly board: BoardId; readonly failure: Failure }
  /** An earlier run had ended without giving it back. */
  | { readonly kind: 'released-late'; readonly board: BoardId; readonly since: WallTime };

/** Where a board is reached this time. What is not said is the inventory's. */
export interface Place {
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
}

const place =
  /^(?:([A-Za-z0-9_][A-Za-z0-9._-]{0,63})@)?(?:([A-Za-z0-9_][A-Za-z0-9._-]{0,254})|\[([0-9A-Fa-f:]*:[0-9A-Fa-f:.]{1,45})\])(?::([1-9][0-9]{0,4}))?$/;

/**
 * The last line of what the command said. Words for people have blanks and are no place; a single word that is none is
 * `unclear`: to go on with the place of the inventory might be to measure another machine.
 */
export function placeIn(said: string): Place | 'none' | 'unclear' {
  const last = lastLineOf(said);
  return last === '' || /\s/.test(last) ? 'none' : (wholePlace(last) ?? 'unclear');
}

export function lastLineOf(said: string): string {
  return said.split('\n').at(-1)?.trim() ?? '';
}

function wholePlace(word: string): Place | undefined {
  const [, user, name, address, digits] = place.exec(word) ?? [];
  const host = name ?? address;
  const port = digits === undefined ? {} : { port: Number(digits) };
  if (host === undefined || Number(digits ?? 1) > 65_535) return undefined;
  return { host, ...port, ...(user === undefined ? {} : { user }) };
}

/** Keys, jumps and pins stay those of the inventory. */
export function movedTo(transport: Transport, to: Place | 'none'): Transport {
  if (transport.kind === 'local' || to === 'none') return transport;
  return { kind: 'ssh', target: { ...transport.target, ...to } };
}
