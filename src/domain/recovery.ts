/** How a board that fails again and again is brought back, and what is believed of it meanwhile. */

import type { WallTime } from '#core/units.js';
import type { Board } from './board.js';
import type { Failure } from './failure.js';
import type { Holder } from './job.js';
import type { BoardId } from './names.js';

/** In the order in which they are climbed: each costs more than the one before it. */
export const rungs = ['reconnect', 'clean', 'restart', 'reboot', 'power-cycle'] as const;
export type Rung = (typeof rungs)[number];

/** What came of one rung. Only a proof and a passed canary admit a board. */
export type Recovery =
  | { readonly kind: 'admitted' }
  /** It came back, and its canary says that nothing measured on it could be trusted. */
  | { readonly kind: 'suspect'; readonly failure: Failure }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Somebody else has it: it was left alone. */
  | { readonly kind: 'held'; readonly holder: Holder };

/** Why a board gets no work: it is being brought back, it is out of this run, or it does not answer. */
export type Aside = 'recovering' | 'for-good' | 'silent';

/** A board that gets no work in a run set, as its rows say. */
export interface BoardAside {
  readonly board: BoardId;
  readonly how: Aside;
  readonly because: Failure;
  readonly since: WallTime;
}

/** What a cell had on a board that is out, when it is begun anew on another. */
export interface Superseding {
  readonly board: BoardId;
  readonly because: Failure;
}

/** The rungs that a board has: those without a hook are not there, and a local board has no link to make anew. */
export function ladderOf({ transport, hooks }: Pick<Board, 'transport' | 'hooks'>): readonly Rung[] {
  const has: Readonly<Record<Rung, boolean>> = {
    reconnect: transport.kind === 'ssh',
    clean: true,
    restart: hooks?.has('restart') === true,
    reboot: hooks?.has('reboot') === true,
    'power-cycle': hooks?.has('power-off') === true && hooks.has('power-on'),
  };
  return rungs.filter((rung) => has[rung]);
}
