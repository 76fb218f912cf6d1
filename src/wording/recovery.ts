/** What is said of a board that fails, is brought back, or stays out. */
import { exhaustive } from '#core/invariant.js';
import type { Notice } from '#domain/notice.js';
import type { Aside, Rung } from '#domain/recovery.js';
import { visible } from './control.js';
import { describeFailure } from './failure.js';
import { holderWords } from './holder.js';

type Told = Extract<Notice, { readonly kind: 'set-aside' | 'recovering' | 'recovered' }>;

const rungWords: Readonly<Record<Rung, string>> = {
  reconnect: 'a new connection',
  clean: 'ending what is left on it',
  restart: 'its hook `restart`',
  reboot: 'its hook `reboot`',
  'power-cycle': 'its hooks `power-off` and `power-on`',
};

export const asideWords: Readonly<Record<Aside, string>> = {
  recovering: 'set aside',
  'for-good': 'out for the rest of this run',
  silent: 'does not answer; nothing else is left to do, so it is waited for',
};

/** `pi-3: set aside, board pi-3 cannot be reached`. */
export function recoveryWords(notice: Told): string {
  const board = visible(notice.board);
  switch (notice.kind) {
    case 'set-aside':
      return `${board}: ${asideWords[notice.how]}, ${describeFailure(notice.because).headline}`;
    case 'recovering':
      return `${board}: trying ${rungWords[notice.rung]}`;
    case 'recovered':
      return `${board}: ${resultWords(notice)}`;
    default:
      return exhaustive(notice);
  }
}

function resultWords({ rung, result }: Extract<Told, { readonly kind: 'recovered' }>): string {
  switch (result.kind) {
    case 'admitted':
      return `back after ${rungWords[rung]}, and used again`;
    case 'suspect':
      return `answers after ${rungWords[rung]}, and is not to be trusted: ${describeFailure(result.failure).headline}`;
    case 'failed':
      return `${rungWords[rung]} did not bring it back: ${describeFailure(result.failure).headline}`;
    case 'held':
      return `left alone, it is held by ${holderWords(result.holder)}`;
    default:
      return exhaustive(result);
  }
}
