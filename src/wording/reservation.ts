/** What is said of boards that are acquired and given back. */
import { exhaustive } from '#core/invariant.js';
import type { ReservationNews } from '#domain/reservation.js';
import { visible } from './control.js';
import { describeFailure } from './failure.js';

export function reservationWords(news: ReservationNews): string {
  const board = visible(news.board);
  switch (news.kind) {
    case 'acquiring':
      return `${board}: acquiring it, by ${visible(news.command)}`;
    case 'acquired':
      return `${board}: acquired${news.at === null ? '' : `, reached at ${visible(news.at)}`}`;
    case 'not-released':
      return `${board}: not given back, the next run tries again; ${describeFailure(news.failure).headline}`;
    case 'released-late':
      return `${board}: given back, since a run had ended without doing so (acquired ${visible(news.since)})`;
    default:
      return exhaustive(news);
  }
}
