/**
 * Which level a combination has on each of its axes. What follows from the axes alone, such as their order in keys, is
 * worked out once for all combinations that have the same axes: a matrix has few such sets, and up to a million cells.
 */
import { byCodeUnit, canonicalJson } from '#core/canonical-json.js';
import type { AxisName, LevelId } from './names.js';

/** Absent conditional axes are not in it. A Map is one; cells have the leaner `CellLevels`. */
export interface Levels {
  readonly size: number;
  get(axis: AxisName): LevelId | undefined;
  has(axis: AxisName): boolean;
  keys(): Iterable<AxisName>;
  [Symbol.iterator](): IterableIterator<[AxisName, LevelId]>;
}

/** Known without a declaration, in the order in which slugs name them. */
export const builtInAxes: readonly string[] = [
  'device',
  'board',
  'host',
  'unit',
  'model',
  'framework',
  'precision',
  'batch',
  'streams',
];

/** Every cell has them: slugs give their levels alone. Of any other axis a slug says the name too, or two cells could share one. */
export const requiredAxes: readonly string[] = ['device', 'model', 'framework', 'precision'];

/** What one axis adds to a text about levels. Made once for each level: keys and slugs are rows of such pieces. */
class Piece {
  readonly #position: number;
  readonly #make: (level: LevelId) => string;
  readonly #made = new Map<LevelId, string>();

  constructor(position: number, make: (level: LevelId) => string) {
    this.#position = position;
    this.#make = make;
  }

  of(values: readonly LevelId[]): string {
    const level = values[this.#position] as LevelId;
    const known = this.#made.get(level);
    if (known !== undefined) return known;
    const text = this.#make(level);
    this.#made.set(level, text);
    return text;
  }
}

/** A set of axes in the order of the file. */
export class Axes {
  readonly names: readonly AxisName[];
  /** Of the canonical text of a cell: by code units, as RFC 8785 sorts. */
  readonly keyPieces: readonly Piece[];
  /** Of a slug: the built-in axes first, the others by name. */
  readonly slugPieces: readonly Piece[];

  constructor(names: readonly AxisName[]) {
    this.names = names;
    this.keyPieces = names
      .toSorted(byCodeUnit)
      .map((name, at) => this.#piece(name, `${at === 0 ? '' : ','}${canonicalJson(name)}:`, canonicalJson));
    this.slugPieces = names
      .toSorted((a, b) => rank(a) - rank(b) || byCodeUnit(a, b))
      .map((name, at) => this.#piece(name, `${at === 0 ? '' : '/'}${requiredAxes.includes(name) ? '' : `${name}=`}`));
  }

  #piece(name: AxisName, before: string, write: (level: LevelId) => string = (level) => level): Piece {
    return new Piece(this.names.indexOf(name), (level) => `${before}${write(level)}`);
  }
}

/** Levels beside the axes that they are of: a list a cell instead of a map a cell. */
export class CellLevels implements Levels {
  readonly axes: Axes;
  readonly values: readonly LevelId[];

  constructor(axes: Axes, values: readonly LevelId[]) {
    this.axes = axes;
    this.values = values;
  }

  static from(levels: Levels): CellLevels {
    const entries = [...levels];
    return new CellLevels(
      new Axes(entries.map(([axis]) => axis)),
      entries.map(([, level]) => level),
    );
  }

  get size(): number {
    return this.values.length;
  }

  get(axis: AxisName): LevelId | undefined {
    const at = this.axes.names.indexOf(axis);
    return at < 0 ? undefined : this.values[at];
  }

  has(axis: AxisName): boolean {
    return this.axes.names.includes(axis);
  }

  keys(): Iterable<AxisName> {
    return this.axes.names;
  }

  *[Symbol.iterator](): IterableIterator<[AxisName, LevelId]> {
    for (const [at, name] of this.axes.names.entries()) {
      const level = this.values[at];
      if (level !== undefined) yield [name, level];
    }
  }
}

/** As plain data. Equal axes in an equal order make records of one shape, which take less memory than any other. */
export function levelsRecord({ axes, values }: CellLevels): Readonly<Record<string, LevelId>> {
  const record: Record<string, LevelId> = {};
  let at = 0;
  for (const name of axes.names) record[name] = values[at++] as LevelId;
  return record;
}

function rank(axis: string): number {
  const at = builtInAxes.indexOf(axis);
  return at < 0 ? builtInAxes.length : at;
}
