/**
 * `--where TEXT`, for every command that narrows to some cells. One function:
 *
 *     whereOf(text: string, cells: readonly T[], read: (cell: T) => Selectable, known?: 'measured' | 'planned'): readonly T[]
 *
 * the cells that are meant, in their order and never none; else a UserMistake (exit 2) that says what is wrong where. For
 * the cells of `cellViews` (report/cell-view.ts) `read` is `selectableOf` (report/selectable.ts). `planned` refuses states
 * and metrics, which no cell has before it is measured. For two run sets at once give the cells of both, and keep the keys.
 */

import { suggest } from '#core/suggest.js';
import type { Board, Inventory } from '#domain/board.js';
import { machineOn } from '#domain/bound-axes.js';
import { slugOf } from '#domain/cell.js';
import type { ExpandedCell } from '#domain/expansion.js';
import { levelId } from '#domain/names.js';
import type { Narrowed, Selectable, Selector, SelectorProblem } from '#domain/selector.js';
import { selects } from '#matrix/selector.js';
import { checkSelector } from '#matrix/selector-check.js';
import { nothingSelected } from '#matrix/selector-nothing.js';
import { parseSelector } from '#matrix/selector-parse.js';
import { describeNothingSelected, describeSelectorProblem } from '#wording/selector.js';
import { UserMistake } from './output.js';
import type { SpecFiles } from './spec-files.js';

export function whereOf<T>(
  text: string,
  cells: readonly T[],
  read: (cell: T) => Selectable,
  known: 'measured' | 'planned' = 'measured',
): readonly T[] {
  const selector = selectorOf(text);
  const among = cells.map(read);
  const problem = checkSelector(selector, { cells: among, measured: known === 'measured' });
  if (problem) throw mistakeOf(problem, text);
  const meant = selects(selector);
  const found = cells.filter((_, at) => {
    const cell = among[at];
    return cell !== undefined && meant(cell);
  });
  if (found.length > 0) return found;
  throw new UserMistake(describeNothingSelected(text, nothingSelected(selector, among)));
}

/** Reads it and no more: a slip is said before anything is opened. */
export function selectorOf(text: string): Selector {
  const parsed = parseSelector(text);
  if (parsed.ok) return parsed.value;
  throw mistakeOf(parsed.error, text);
}

/** The experiment, narrowed as `--where` asks, if it does: its rules and their counts stay as they are. */
export function narrow(files: SpecFiles, text: string | undefined): { files: SpecFiles; narrowed: Narrowed | null } {
  if (text === undefined) return { files, narrowed: null };
  const { expansion, inventory } = files;
  const cells = whereOf(text, expansion.cells, readerOf(inventory), 'planned');
  const narrowed = { where: text.trim(), of: expansion.cells.length };
  return { files: { ...files, expansion: { ...expansion, cells } }, narrowed };
}

/**
 * As a run set was narrowed when it began. What the experiment has lost since then is no mistake of who resumes it: `resume`
 * itself says which cells are gone.
 */
export function narrowAsBefore(files: SpecFiles, text: string | null): SpecFiles {
  if (text === null) return files;
  const meant = selects(selectorOf(text));
  const read = readerOf(files.inventory);
  const cells = files.expansion.cells.filter((cell) => meant(read(cell)));
  return { ...files, expansion: { ...files.expansion, cells } };
}

/** Before planning a cell can be on every board that offers its device, as far as its own levels leave that open. */
export function readerOf(inventory: Inventory): (cell: ExpandedCell) => Selectable {
  const byDevice = new Map<string, Board[]>();
  for (const board of inventory.boards.values()) {
    for (const device of board.devices) byDevice.set(device, [...(byDevice.get(device) ?? []), board]);
  }
  const boardsOf = (levels: Readonly<Record<string, string>>): string[] => {
    const [device, named, host] = [levelId(levels['device'] ?? ''), levels['board'], levels['host']];
    const isMeant = (board: Board): boolean =>
      (named === undefined || board.id === named) && (host === undefined || machineOn(board, device) === host);
    return (byDevice.get(device) ?? []).flatMap((board) => (isMeant(board) ? board.id : []));
  };
  const metrics = new Map<string, number>();
  return ({ cell }) => {
    const levels: Readonly<Record<string, string>> = Object.fromEntries(cell.levels);
    return { slug: slugOf(cell), key: cell.key, levels, boards: boardsOf(levels), state: null, metrics };
  };
}

function mistakeOf(problem: SelectorProblem, text: string): UserMistake {
  return new UserMistake(describeSelectorProblem(problem, text, suggestionFor(problem)));
}

function suggestionFor(problem: SelectorProblem): string | null {
  if (problem.kind === 'unknown-value') return problem.glob ? null : suggest(problem.value, problem.known);
  return 'known' in problem ? suggest(problem.name, problem.known) : null;
}
