/** One block of a matrix → its cells, by the fixed order of the rules. */
import { type Cell, cellOf, type Levels } from '#domain/cell.js';
import { collapse } from '#domain/collapse.js';
import type { Mark } from '#domain/diagnostic.js';
import { type Axis, type Block, type ExcludeRule, type Match, matches } from '#domain/experiment.js';
import { axisName, type CellKey } from '#domain/names.js';
import { productOf } from './product.js';

export interface BlockCells {
  /** In the order of the product, then of `include`. */
  readonly cells: ReadonlyMap<CellKey, Cell>;
  /** By the first rule that matched; some of them may be cells again, by `include` or by another block. */
  readonly excluded: ReadonlyMap<CellKey, ExcludeRule>;
  readonly unmatched: readonly ExcludeRule[];
}

/** The options of the toolchain behind a framework; an axis that is none of them collapses there. */
export type OptionsOf = (framework: string) => ReadonlySet<string>;

export function expandBlock(block: Block, optionsOf: OptionsOf): BlockCells {
  const axes = [...block.axes, ...block.zip.flat()];
  const cells = new Map<CellKey, Cell>();
  const excluded = new Map<CellKey, ExcludeRule>();
  const matched = new Set<ExcludeRule>();
  for (const levels of collapsedProduct(block, axes, optionsOf)) {
    const cell = cellOf(levels);
    const rules = block.exclude.filter((rule) => matches(rule.match, levels));
    for (const rule of rules) matched.add(rule);
    if (rules[0]) excluded.set(cell.key, rules[0]);
    else cells.set(cell.key, cell);
  }
  for (const row of block.include) {
    const cell = cellOf(collapse(row, axes, optionsOf(row.get(axisName('framework')) ?? '')));
    if (!cells.has(cell.key)) cells.set(cell.key, cell);
  }
  return { cells, excluded, unmatched: block.exclude.filter((rule) => !matched.has(rule)) };
}

/** Collapsed twins are dropped before they are hashed: a conditional axis of ten levels would cost ten hashes for one cell. */
function* collapsedProduct(block: Block, axes: readonly Axis[], optionsOf: OptionsOf): Generator<Levels> {
  const seen = new Set<string>();
  for (const combination of productOf(block)) {
    const levels = collapse(combination, axes, optionsOf(combination.get(axisName('framework')) ?? ''));
    const twin = axes.map((axis) => levels.get(axis.name) ?? '').join('\u0000');
    if (seen.has(twin)) continue;
    seen.add(twin);
    yield levels;
  }
}

/** A rule as a person would write it. */
export function matchText(match: Match): string {
  return [...match]
    .map(([axis, levels]) => `${axis}: ${levels.length === 1 ? levels[0] : `[${levels.join(', ')}]`}`)
    .join(', ');
}

/** Rules built by hand, in tests and tools, have no place in a file. */
export function markOf(rule: { readonly at?: Mark }, name: string): Mark {
  return rule.at ?? { file: name };
}
