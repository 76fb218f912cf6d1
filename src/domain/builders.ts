/** Machines that convert for all boards: declared ones, else the boards of this machine, else this machine itself. */
import type { Builder, Inventory } from './board.js';
import { type BoardId, boardId } from './names.js';

/** Always at least one. A declared one that is a board too has a name of its own, and its facts are under that name. */
export function buildersOf({ builders, boards }: Inventory): ReadonlyMap<BoardId, Builder> {
  if (builders && builders.size > 0) return builders;
  const local = [...boards].filter(([, { transport }]) => transport.kind === 'local');
  if (local.length > 0) return new Map(local);
  const id = boards.has(boardId(hereName)) ? boardId(`${hereName}-builder`) : boardId(hereName);
  return new Map([[id, { id, transport: { kind: 'local' }, paths: {} }]]);
}

const hereName = 'this-machine';
