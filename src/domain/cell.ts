/** One combination of levels, with a key that depends on its levels alone. */
import { digestOf } from '#core/digest.js';
import { CellLevels, type Levels } from './levels.js';
import type { CellKey } from './names.js';

export type { Levels };

export interface Cell {
  readonly key: CellKey;
  readonly levels: CellLevels;
}

/** key = SHA-256 of RFC 8785 of `{format: 1, levels}`; the order of axes is irrelevant. */
export function cellOf(of: Levels): Cell {
  const levels = of instanceof CellLevels ? of : CellLevels.from(of);
  let text = '{"format":1,"levels":{';
  for (const piece of levels.axes.keyPieces) text += piece.of(levels.values);
  return { key: digestOf(`${text}}}`) as CellKey, levels };
}

/** For people, and unique within an experiment only by accident: never an identity. */
export function slugOf({ levels: { axes, values } }: Cell): string {
  // Joined, not added up: a text that was added up keeps all its parts in memory until somebody reads it.
  return axes.slugPieces.map((piece) => piece.of(values)).join('');
}
