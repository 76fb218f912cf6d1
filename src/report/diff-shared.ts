/** A change that many rows share is said once, with the rows that it is true of. */
import type { Change } from './diff-change.js';

export interface SharedChange extends Change {
  /** True of every row that runs in both run sets; then `cells` is empty, since it would name them all. */
  readonly everywhere: boolean;
  /** How many rows it is true of. */
  readonly count: number;
  /** Slugs, unless it is true of all. */
  readonly cells: readonly string[];
}

export interface RowChanges {
  readonly slug: string;
  readonly changes: readonly Change[];
}

/** The one that most rows share first; else in the order in which they are met. */
export function sharedChanges(rows: readonly RowChanges[]): readonly SharedChange[] {
  const groups = new Map<string, { change: Change; cells: string[] }>();
  for (const { slug, changes } of rows) {
    for (const change of changes) {
      const name = JSON.stringify([change.of, change.what, change.a, change.b]);
      const group = groups.get(name) ?? { change, cells: [] };
      group.cells.push(slug);
      groups.set(name, group);
    }
  }
  return [...groups.values()]
    .map(({ change, cells }) => {
      const everywhere = cells.length === rows.length;
      return { ...change, everywhere, count: cells.length, cells: everywhere ? [] : cells };
    })
    .sort((one, other) => other.count - one.count);
}
