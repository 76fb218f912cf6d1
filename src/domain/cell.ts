/** One combination of levels, with a key that depends on its levels alone. */
import { byCodeUnit } from '#core/canonical-json.js';
import { digestOfJson } from '#core/digest.js';
import type { AxisName, CellKey, LevelId } from './names.js';

/** Absent conditional axes are not in the map. */
export type Levels = ReadonlyMap<AxisName, LevelId>;

export interface Cell {
  readonly key: CellKey;
  readonly levels: Levels;
}

/** key = SHA-256 of RFC 8785 of `{format: 1, levels}`; the order of axes is irrelevant. */
export function cellOf(levels: Levels): Cell {
  return { key: digestOfJson({ format: 1, levels: Object.fromEntries(levels) }) as CellKey, levels };
}

const builtInFirst = ['device', 'model', 'framework', 'precision'];

/** For people, and unique within an experiment only by accident: never an identity. */
export function slugOf(cell: Cell): string {
  const names = [...cell.levels.keys()].sort((a, b) => rank(a) - rank(b) || byCodeUnit(a, b));
  return names
    .map((name) => (builtInFirst.includes(name) ? cell.levels.get(name) : `${name}=${cell.levels.get(name)}`))
    .join('/');
}

function rank(axis: string): number {
  const at = builtInFirst.indexOf(axis);
  return at < 0 ? builtInFirst.length : at;
}
