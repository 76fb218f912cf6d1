/** All machines that a run may use: boards, and builders beside them. */
import { canonicalJson, type Json } from '#core/canonical-json.js';
import type { Board, Inventory } from './board.js';
import { buildersOf } from './builders.js';
import type { BoardId } from './names.js';

/** Builders are machines like boards, but offer no device: nothing is ever measured on them under that name. */
export function machinesOf(inventory: Inventory): ReadonlyMap<BoardId, Board> {
  const builders = [...buildersOf(inventory)].filter(([id]) => !inventory.boards.has(id));
  return new Map([
    ...inventory.boards,
    ...builders.map(([id, builder]): [BoardId, Board] => [id, { devices: [], ...builder }]),
  ]);
}

/**
 * Which names are of one machine. What makes a machine is its lock: two that are reached alike and take the same lock would
 * only wait for one another. This machine is one, whatever lock is named for it.
 */
export function sharedMachines(machines: ReadonlyMap<BoardId, Board>): ReadonlyMap<BoardId, string> {
  return new Map(
    [...machines].map(([id, { transport, paths }]) => {
      if (transport.kind === 'local') return [id, transport.kind];
      const { host, port = null, user = null, jump = [] } = transport.target;
      const place: Json = { host, port, user, jump: [...jump], lock: paths.lock ?? null };
      return [id, canonicalJson(place)];
    }),
  );
}
