/** One block of a matrix → its cells, by the fixed order of the rules. */
import { type Cell, cellOf } from '#domain/cell.js';
import { Collapse, collapse } from '#domain/collapse.js';
import type { Block, ExcludeRule, IncludeRule } from '#domain/experiment.js';
import type { Axes, CellLevels } from '#domain/levels.js';
import { createMatcher } from '#domain/match.js';
import { type AxisName, axisName, type CellKey } from '#domain/names.js';
import { axesOf, productOf } from './product.js';

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
  const product = new CollapsedProduct(block, optionsOf);
  const excludes = block.exclude.map((rule) => ({ rule, matches: createMatcher(rule.match) }));
  const cells = new Map<CellKey, Cell>();
  const excluded = new Map<CellKey, ExcludeRule>();
  const matched = new Set<ExcludeRule>();
  for (const levels of product.all()) {
    const cell = cellOf(levels);
    let first: ExcludeRule | undefined;
    for (const { rule, matches } of excludes) {
      if (!matches(levels)) continue;
      matched.add(rule);
      first ??= rule;
    }
    if (first) excluded.set(cell.key, first);
    else cells.set(cell.key, cell);
  }
  const collapsed = product.combinations - cells.size - excluded.size;
  const included = block.include.map((rule): Included => {
    const cell = cellOf(collapse(rule.levels, axesOf(block), optionsOf(rule.levels.get(frameworkAxis) ?? '')));
    const added = !cells.has(cell.key);
    if (added) cells.set(cell.key, cell);
    return { rule, cell, added };
  });
  return { cells, excluded, included, matched, axes: product.axes(), combinations: product.combinations, collapsed };
}

const frameworkAxis = axisName('framework');

/** Collapsed twins are dropped before they are hashed: a conditional axis of ten levels would cost ten hashes for one cell. */
class CollapsedProduct {
  combinations = 0;
  readonly #block: Block;
  readonly #optionsOf: OptionsOf;
  /** By the axes that are left: the levels that were there, as text. */
  readonly #seen = new Map<Axes, Set<string>>();

  constructor(block: Block, optionsOf: OptionsOf) {
    this.#block = block;
    this.#optionsOf = optionsOf;
  }

  *all(): Generator<CellLevels> {
    const axes = axesOf(this.#block);
    const names = axes.map(({ name }) => name);
    const collapsed = new Collapse(names, axes);
    const framework = names.indexOf(frameworkAxis);
    for (const combination of productOf(this.#block)) {
      this.combinations += 1;
      const levels = collapsed.of(combination, this.#optionsOf(combination[framework] ?? ''));
      if (!this.#isTwin(levels, levels.size < names.length)) yield levels;
    }
  }

  /** Axes that some combination has after collapse. */
  axes(): ReadonlySet<AxisName> {
    return new Set([...this.#seen.keys()].flatMap(({ names }) => names));
  }

  /** Only what has lost an axis is compared: a combination that is whole is like no other. */
  #isTwin({ axes, values }: CellLevels, collapsed: boolean): boolean {
    let seen = this.#seen.get(axes);
    if (!seen) this.#seen.set(axes, (seen = new Set()));
    if (!collapsed) return false;
    const before = seen.size;
    return seen.add(values.join('\u0000')).size === before;
  }
}
