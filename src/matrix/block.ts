/** One block of a matrix → its cells, by the fixed order of the rules. */
import { type Cell, cellOf, type Levels } from '#domain/cell.js';
import { collapse } from '#domain/collapse.js';
import type { Axis, Block, ExcludeRule, IncludeRule } from '#domain/experiment.js';
import { matches } from '#domain/match.js';
import { type AxisName, axisName, type CellKey } from '#domain/names.js';
import { productOf } from './product.js';

export interface BlockCells {
  /** In the order of the product, then of `include`. */
  readonly cells: ReadonlyMap<CellKey, Cell>;
  /** By the first rule that matched; some of them may be cells again, by `include` or by another block. */
  readonly excluded: ReadonlyMap<CellKey, ExcludeRule>;
  readonly included: readonly Included[];
  /** Every rule that matched something, also where an earlier one had matched before. */
  readonly matched: ReadonlySet<ExcludeRule>;
  /** Axes that some combination has after collapse. */
  readonly axes: ReadonlySet<AxisName>;
  readonly combinations: number;
  /** Combinations that collapse made equal to earlier ones. */
  readonly collapsed: number;
}

export interface Included {
  readonly rule: IncludeRule;
  readonly cell: Cell;
  /** False: it was a cell before. */
  readonly added: boolean;
}

/** The options of the toolchain behind a framework; an axis that is none of them collapses there. */
export type OptionsOf = (framework: string) => ReadonlySet<string>;

export function expandBlock(block: Block, optionsOf: OptionsOf): BlockCells {
  const axes = [...block.axes, ...block.zip.flat()];
  const cells = new Map<CellKey, Cell>();
  const excluded = new Map<CellKey, ExcludeRule>();
  const matched = new Set<ExcludeRule>();
  const product = createCollapsedProduct(block, axes, optionsOf);
  for (const levels of product.all()) {
    const cell = cellOf(levels);
    const rules = block.exclude.filter((rule) => matches(rule.match, levels));
    for (const rule of rules) matched.add(rule);
    if (rules[0]) excluded.set(cell.key, rules[0]);
    else cells.set(cell.key, cell);
  }
  const included = block.include.map((rule): Included => {
    const cell = cellOf(collapse(rule.levels, axes, optionsIn(rule.levels, optionsOf)));
    const added = !cells.has(cell.key);
    if (added) cells.set(cell.key, cell);
    return { rule, cell, added };
  });
  return { cells, excluded, included, matched, ...product.seen() };
}

/** Collapsed twins are dropped before they are hashed: a conditional axis of ten levels would cost ten hashes for one cell. */
function createCollapsedProduct(
  block: Block,
  axes: readonly Axis[],
  optionsOf: OptionsOf,
): { all(): Generator<Levels>; seen(): Pick<BlockCells, 'axes' | 'combinations' | 'collapsed'> } {
  const twins = new Set<string>();
  const present = new Set<AxisName>();
  let combinations = 0;
  return {
    *all() {
      for (const combination of productOf(block)) {
        combinations += 1;
        const levels = collapse(combination, axes, optionsIn(combination, optionsOf));
        const twin = axes.map((axis) => levels.get(axis.name) ?? '').join('\u0000');
        if (twins.has(twin)) continue;
        twins.add(twin);
        if (present.size < axes.length) for (const axis of levels.keys()) present.add(axis);
        yield levels;
      }
    },
    seen: () => ({ axes: present, combinations, collapsed: combinations - twins.size }),
  };
}

function optionsIn(levels: Levels, optionsOf: OptionsOf): ReadonlySet<string> {
  return optionsOf(levels.get(axisName('framework')) ?? '');
}
