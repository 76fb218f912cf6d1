/**
 * Experiment → cells. The order is fixed and printed by `plan`: per block product and zip → conditional axes collapse →
 * exclude → include → requires → overrides; then union of the blocks and de-duplication by cell key, first block first.
 * Include wins over exclude (a preference), never over requires (a fact). A cell of two blocks must be measured alike in both.
 */
import { err, ok, type Result } from '#core/result.js';
import type { Inventory } from '#domain/board.js';
import { type BoundAxes, createBoundAxes } from '#domain/bound-axes.js';
import { slugOf } from '#domain/cell.js';
import { axesTakenBy } from '#domain/count-axes.js';
import type { Diagnostic, DiagnosticCode, Mark } from '#domain/diagnostic.js';
import type { ExpandedCell, Expansion, ExpansionCounts } from '#domain/expansion.js';
import type { Block, ExcludeRule, Experiment, Protocol } from '#domain/experiment.js';
import type { Facts } from '#domain/failure.js';
import { matchText } from '#domain/match.js';
import type { CellKey } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';
import { createAttributes } from './attributes.js';
import { type BlockCells, expandBlock } from './block.js';
import { cellsMax, checksMax, checksOf, countOf } from './count.js';
import { unsaidHosts } from './hosts.js';
import { idleRules, warning } from './idle-rules.js';
import { impliedRules, notOffered } from './implied-rules.js';
import { createOverrides } from './override.js';
import { type AttributesOf, createRequires } from './require.js';

/** Enough to see what is wrong with a matrix; a slip in one override can touch every cell. */
const errorsMax = 100;

export interface MatrixContext {
  readonly inventory: Inventory;
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  /** For tests; see `cellsMax`. */
  readonly limit?: number;
}

export function expand(experiment: Experiment, context: MatrixContext): Result<Expansion, Diagnostic[]> {
  const tooMany = checkCount(experiment, context.limit ?? cellsMax);
  if (tooMany) return err([tooMany]);
  const union: Union = {
    experiment,
    inventory: context.inventory,
    boundAxes: createBoundAxes(context.inventory.boards.values(), optionsOfFramework(experiment, context.toolchains)),
    attributesOf: createAttributes(experiment, context.inventory),
    cells: [],
    excluded: [],
    errors: new Map<string, Diagnostic>(),
    warnings: [],
    counts: [],
  };
  for (const block of experiment.blocks) addBlock(union, block);
  return finish(union);
}

function checkCount(experiment: Experiment, limit: number): Diagnostic | undefined {
  let cells = 0;
  let checks = 0;
  for (const block of experiment.blocks) {
    const mark = markOf(block, experiment.name);
    cells += countOf(block);
    checks += checksOf(block);
    if (cells > limit) return diagnostic('matrix/too-many-cells', mark, { cells, limit });
    if (checks > checksMax) return diagnostic('matrix/too-many-rules', mark, { checks, limit: checksMax });
  }
  return undefined;
}

/** What the blocks have given so far. */
interface Union {
  readonly experiment: Experiment;
  readonly inventory: Inventory;
  readonly boundAxes: BoundAxes;
  readonly attributesOf: AttributesOf;
  readonly cells: ExpandedCell[];
  readonly excluded: { readonly rule: ExcludeRule; readonly keys: readonly CellKey[] }[];
  readonly errors: Map<string, Diagnostic>;
  readonly warnings: Diagnostic[];
  readonly counts: ExpansionCounts[];
}

function addBlock(union: Union, block: Block): void {
  const { boards } = union.inventory;
  const implied = impliedRules(block, boards);
  const found = expandBlock(block, union.boundAxes, implied);
  const overrides = createOverrides(block, union.experiment.protocol);
  const requires = createRequires(block, union.attributesOf);
  const before = union.cells.length;
  const places = new Map(before === 0 ? [] : union.cells.map(({ cell }, at) => [cell.key, at]));
  for (const cell of found.cells) {
    const { protocol, last } = overrides.protocolOf(cell.levels);
    const added = { cell, protocol, notApplicable: requires.check(cell) };
    addCell(union, { added, known: places.get(cell.key), from: last ?? block });
  }
  const added = union.cells.length - before;
  union.counts.push(countsOf(found, added));
  for (const unsaid of unsaidHosts(block, found.cells, boards)) {
    const { at, ...facts } = unsaid;
    const mark = markOf(at === undefined ? block : { at }, union.experiment.name);
    union.errors.set(`host of ${facts.device}`, diagnostic('matrix/host-unsaid', mark, { ...facts }));
  }
  const told = [...implied.filter((rule) => found.matched.has(rule)), ...block.exclude];
  const keys = new Map<ExcludeRule, CellKey[]>(told.map((rule) => [rule, []]));
  for (const [key, rule] of found.excluded) keys.get(rule)?.push(key);
  for (const [rule, excluded] of keys) union.excluded.push({ rule, keys: excluded });
  union.warnings.push(
    ...notOffered(block, boards),
    ...idleRules(block, found, overrides.unmatched()),
    ...requires.unknown().map(({ rule, facts }) => warning('matrix/unknown-attribute', rule, facts)),
  );
  if (added === 0 && union.experiment.blocks.length > 1)
    union.warnings.push(warning('matrix/block-adds-nothing', block, { excluded: found.cells.length === 0 }));
}

function countsOf({ combinations, collapsed, excluded, included, cells }: BlockCells, added: number): ExpansionCounts {
  return {
    combinations,
    collapsed,
    excluded: excluded.size,
    included: included.filter((row) => row.added).length,
    shared: cells.length - added,
  };
}

interface Addition {
  readonly added: ExpandedCell;
  /** Where an earlier block has put the same cell. */
  readonly known: number | undefined;
  /** Whom to blame. */
  readonly from: { readonly at?: Mark };
}

function addCell({ experiment, cells, errors }: Union, { added, known: at, from }: Addition): void {
  const { cell, protocol } = added;
  const { min } = protocol.iterations;
  const max = protocol.durationTargetNs === undefined ? protocol.iterations.max : Number.POSITIVE_INFINITY;
  const mistake = (code: DiagnosticCode, facts: Facts): Diagnostic =>
    diagnostic(code, markOf(from, experiment.name), facts);
  if (min > max) errors.set(`${min}/${max}`, mistake('matrix/override-invalid', { min, max }));
  const known = at === undefined ? undefined : cells[at];
  if (at === undefined || !known) {
    cells.push(added);
    return;
  }
  if (!alike(known.protocol, protocol)) {
    errors.set(cell.key, mistake('matrix/override-conflict', { cell: slugOf(cell) }));
  }
  // A fact holds whichever block states it.
  cells[at] = { ...known, notApplicable: known.notApplicable ?? added.notApplicable };
}

function finish({ experiment, cells, excluded, errors, warnings, counts }: Union): Result<Expansion, Diagnostic[]> {
  if (errors.size > 0) return err([...errors.values()].slice(0, errorsMax));
  const empty: Diagnostic = { ...diagnostic('matrix/no-cells', { file: experiment.name }, {}), severity: 'warning' };
  // What another rule or block brings in is part of the experiment after all, and no longer counted as excluded.
  const back = keysBroughtBack(experiment, cells);
  const counted = excluded.map(({ rule, keys }) => ({
    rule: matchText(rule.match),
    because: rule.because ?? null,
    cells: keys.filter((key) => !back.has(key)).length,
  }));
  return ok({
    cells,
    counts: counts.reduce(sumOf, { combinations: 0, collapsed: 0, excluded: 0, included: 0, shared: 0 }),
    excluded: counted,
    warnings: [...warnings.sort(byPlace), ...(cells.length === 0 ? [empty] : [])],
  });
}

/** One block without `include` brings nothing back: its keys need not be looked up. */
function keysBroughtBack({ blocks }: Experiment, cells: readonly ExpandedCell[]): ReadonlySet<CellKey> {
  const plain = blocks.length === 1 && blocks[0]?.include.length === 0;
  return new Set(plain ? [] : cells.map(({ cell }) => cell.key));
}

function sumOf(a: ExpansionCounts, b: ExpansionCounts): ExpansionCounts {
  return {
    combinations: a.combinations + b.combinations,
    collapsed: a.collapsed + b.collapsed,
    excluded: a.excluded + b.excluded,
    included: a.included + b.included,
    shared: a.shared + b.shared,
  };
}

/** As a reader meets them, whatever kind they are. */
function byPlace({ span: a }: Diagnostic, { span: b }: Diagnostic): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

/** Rules built by hand, in tests and tools, have no place in a file. */
function markOf(rule: { readonly at?: Mark }, name: string): Mark {
  return rule.at ?? { file: name };
}

function optionsOfFramework(
  { frameworks }: Experiment,
  toolchains: ReadonlyMap<string, Toolchain>,
): (framework: string) => readonly string[] {
  return (framework) => {
    const declared = frameworks.get(framework);
    return axesTakenBy(toolchains.get(declared?.toolchain ?? framework), declared?.runner);
  };
}

/** Two blocks patch the same base: unequal text is unequal measuring. */
function alike(a: Protocol, b: Protocol): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function diagnostic(code: DiagnosticCode, mark: Mark, facts: Facts): Diagnostic {
  return { code, severity: 'error', ...mark, facts };
}
