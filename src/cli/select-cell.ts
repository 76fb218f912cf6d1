/** A cell by its slug, by at least four digits of its key, or by a part of the slug that no other cell has. */
import { visible } from '#wording/control.js';
import { plural } from '#wording/quantity.js';
import { UserMistake } from './output.js';

const listed = 12;

/** Of a plan, or of a table. */
interface Selectable {
  readonly key: string;
  readonly slug: string;
}

export interface CellContext {
  /** What the run was narrowed with, and the reason why a cell of the experiment may be none of its. */
  readonly where: string | null;
  /** The word could have named a run set, and names none. */
  readonly orRun?: boolean;
}

const anyRun: CellContext = { where: null };

export function selectCell<T extends Selectable>(cells: readonly T[], wanted: string, context = anyRun): T {
  const { where, orRun = false } = context;
  const found = findCells(cells, wanted);
  const [only, another] = found;
  if (only && !another) return only;
  const narrowed = where === null ? '' : ` The run set was narrowed with --where ${visible(where)}.`;
  const head =
    found.length === 0
      ? `No ${orRun ? 'run set and no cell of the latest' : 'cell'} is called ${visible(wanted)}.${narrowed} Name ${orRun ? 'a cell' : 'one'} by its slug, a part of it, or four digits of its key:`
      : `${visible(wanted)} fits ${plural(found.length, 'cell')}. Say more of its slug, or take its key:`;
  const candidates = found.length === 0 ? cells : found;
  const more = candidates.length > listed ? [`  … and ${candidates.length - listed} more`] : [];
  throw new UserMistake(
    [
      head,
      ...candidates.slice(0, listed).map(({ key, slug }) => `  ${key.slice(0, 8)}  ${visible(slug)}`),
      ...more,
    ].join('\n'),
  );
}

/** The most exact way in which any cell fits decides; slugs are not unique by law, so that even they may give two. */
function findCells<T extends Selectable>(cells: readonly T[], wanted: string): readonly T[] {
  if (wanted === '') return [];
  const exact = cells.filter(({ slug }) => slug === wanted);
  if (exact.length > 0) return exact;
  const byKey = /^[0-9a-f]{4,64}$/.test(wanted) ? cells.filter(({ key }) => key.startsWith(wanted)) : [];
  if (byKey.length > 0) return byKey;
  return cells.filter(({ slug }) => slug.includes(wanted));
}
