/** One block of a matrix → its cells, by the fixed order of the rules. */
import type { BoundAxes } from '#domain/bound-axes.js';
import { type Cell, cellOf } from '#domain/cell.js';
import { Collapse, collapse } from '#domain/collapse.js';
import type { Block, ExcludeRule, IncludeRule } from '#domain/experiment.js';
import type { Axes, CellLevels } from '#domain/levels.js';
import { createMatcher } from '#domain/match.js';
import { type AxisName, axisName, type CellKey } from '#domain/names.js';
import { axesOf, productOf } from './product.js';

export interface BlockCells {
  /** In the order of the product, then of `include`; no two are one. */
  readonly cells: readonly Cell[];
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

/** `implied`: rules that follow from the inventory; they take cells away like those of the file. */
export function expandBlock(block: Block, boundAxes: BoundAxes, implied: readonly ExcludeRule[] = []): BlockCells {
  const product = new CollapsedProduct(block, boundAxes);
  const excludes = [...implied, ...block.exclude].map((rule) => ({ rule, matches: createMatcher(rule.match) }));
  const cells: Cell[] = [];
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
    else cells.push(cell);
  }
  const collapsed = product.combinations - cells.length - excluded.size;
  const included = includedIn(block, cells, boundAxes);
  for (const { cell, added } of included) if (added) cells.push(cell);
  return { cells, excluded, included, matched, axes: product.axes(), combinations: product.combinations, collapsed };
}

/** The keys of a large product are looked up only where a block includes something: most do not. */
function includedIn(block: Block, cells: readonly Cell[], boundAxes: BoundAxes): readonly Included[] {
  if (block.include.length === 0) return [];
  const axes = axesOf(block);
  const known = new Set(cells.map(({ key }) => key));
  return block.include.map((rule) => {
    const bound = boundAxes(rule.levels.get(frameworkAxis) ?? '', rule.levels.get(deviceAxis) ?? '');
    const cell = cellOf(collapse(rule.levels, axes, bound));
    const before = known.size;
    return { rule, cell, added: known.add(cell.key).size > before };
  });
}

const frameworkAxis = axisName('framework');
const deviceAxis = axisName('device');

/** Collapsed twins are dropped before they are hashed: a conditional axis of ten levels would cost ten hashes for one cell. */
class CollapsedProduct {
  combinations = 0;
  readonly #block: Block;
  readonly #boundAxes: BoundAxes;
  /** By the axes that are left: the levels that were there, as text. */
  readonly #seen = new Map<Axes, Set<string>>();

  constructor(block: Block, boundAxes: BoundAxes) {
    this.#block = block;
    this.#boundAxes = boundAxes;
  }

  *all(): Generator<CellLevels> {
    const axes = axesOf(this.#block);
    const names = axes.map(({ name }) => name);
    const collapsed = new Collapse(names, axes);
    const [framework, device] = [names.indexOf(frameworkAxis), names.indexOf(deviceAxis)];
    const repeats = repeatsItself(this.#block);
    for (const combination of productOf(this.#block)) {
      this.combinations += 1;
      const levels = collapsed.of(
        combination,
        this.#boundAxes(combination[framework] ?? '', combination[device] ?? ''),
      );
      if (!this.#isTwin(levels, repeats || levels.size < names.length)) yield levels;
    }
  }

  /** Axes that some combination has after collapse. */
  axes(): ReadonlySet<AxisName> {
    return new Set([...this.#seen.keys()].flatMap(({ names }) => names));
  }

  #isTwin({ axes, values }: CellLevels, comparable: boolean): boolean {
    let seen = this.#seen.get(axes);
    if (!seen) this.#seen.set(axes, (seen = new Set()));
    if (!comparable) return false;
    const before = seen.size;
    return seen.add(values.join('\u0000')).size === before;
  }
}

/** Only what has lost an axis need be compared: a whole combination is like no other, unless levels stand there twice. */
function repeatsItself({ axes, zip }: Block): boolean {
  return zip.length > 0 || axes.some(({ levels }) => new Set(levels).size < levels.length);
}
