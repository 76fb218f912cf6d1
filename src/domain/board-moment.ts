/** What a board said of itself at one moment and what changes by itself: told to people, and no part of any record of a measurement. */
import type { Bytes, Nanoseconds } from '#core/units.js';

/** Null is unknown, never zero and never none. */
export interface BoardMoment {
  /** Of the last minute. */
  readonly load: number | null;
  /** Logged in, each once; empty: nobody. */
  readonly users: readonly string[] | null;
  readonly temperatures: readonly Temperature[];
  readonly clock: ClockOffset | null;
  /** Size of the disk on which the board keeps its files. */
  readonly diskBytes: Bytes | null;
}

export interface Temperature {
  /** As the kernel names the zone: `cpu-thermal`. */
  readonly zone: string;
  readonly celsius: number;
}

/** The board's wall clock against that of this machine; positive: the board is ahead. */
export interface ClockOffset {
  readonly skewNs: Nanoseconds;
  /** Half of the way there and back, and what the board's clock cannot tell: the true offset lies within. */
  readonly uncertaintyNs: Nanoseconds;
}

export const unknownMoment: BoardMoment = { load: null, users: null, temperatures: [], clock: null, diskBytes: null };
