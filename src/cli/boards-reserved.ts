/** Boards that are lent are acquired for a look too, by whoever may write it down: another process then has none of them. */
import { reserving } from '#engine/reservations.js';
import { reservationWords } from '#wording/reservation.js';
import type { BoardsWorld } from './compose-boards.js';
import { talk } from './output.js';

/** Without the store nothing is acquired: a run that writes meanwhile may have them, and would lose them. */
export async function reservingBoards<T>(world: BoardsWorld, deed: (world: BoardsWorld) => Promise<T>): Promise<T> {
  const { writer } = world;
  if (!writer) return await deed(world);
  return await reserving({ ...world, store: writer }, (news) => talk(reservationWords(news)), deed);
}
