/**
 * Whether a selector can mean anything among these cells: its fields exist, and each of its values fits something. A slip
 * behind `not` would else select everything without a word.
 */
import { byCodeUnit } from '#core/canonical-json.js';
import { cellStateKinds } from '#domain/cell-state.js';
import {
  type FieldTerm,
  type FieldValue,
  type MetricTerm,
  metricKindOf,
  ownFields,
  type Selectable,
  type Selector,
  type SelectorProblem,
} from '#domain/selector.js';
import { fitsCell, fitsText, namesOfState } from './selector.js';

export interface Checked {
  readonly cells: readonly Selectable[];
  /** False where only a plan exists: states and numbers come later. */
  readonly measured: boolean;
}

/** The first problem in the order of the text. */
export function checkSelector(selector: Selector, among: Checked): SelectorProblem | undefined {
  const levels = levelsByAxis(among.cells);
  for (const term of termsOf(selector)) {
    const problem = term.kind === 'field' ? checkField(term, among, levels) : undefined;
    if (problem) return problem;
    const state = term.kind === 'metric' || term.field === 'state' || term.field === 'outcome';
    if (state && !among.measured) {
      return { kind: 'not-measured', name: term.kind === 'metric' ? term.metric : term.field, at: term.at };
    }
  }
  return undefined;
}

/** In the order of the text. */
export function termsOf(selector: Selector): readonly (FieldTerm | MetricTerm)[] {
  if (selector.kind === 'field' || selector.kind === 'metric') return [selector];
  return selector.kind === 'not' ? termsOf(selector.of) : selector.of.flatMap(termsOf);
}

/** Every axis that a cell has, with the levels that cells have of it. */
export function levelsByAxis(cells: readonly Selectable[]): ReadonlyMap<string, ReadonlySet<string>> {
  const axes = new Map<string, Set<string>>();
  for (const { levels } of cells) {
    for (const axis of Object.keys(levels)) {
      const known = axes.get(axis);
      if (known) known.add(levels[axis] ?? '');
      else axes.set(axis, new Set([levels[axis] ?? '']));
    }
  }
  return axes;
}

function checkField(
  { field, values, at }: FieldTerm,
  among: Checked,
  levels: ReadonlyMap<string, ReadonlySet<string>>,
): SelectorProblem | undefined {
  const named = { from: at.from, length: field.length };
  const known = knownValues(field, among, levels);
  if (known === undefined) {
    if (metricKindOf(field)) return { kind: 'needs-comparison', name: field, at: named };
    return { kind: 'unknown-field', name: field, known: [...levels.keys(), ...ownFields], at: named };
  }
  const lost = values.find((value) => !fitsOne(value, { field, known, among }));
  if (!lost) return undefined;
  return { kind: 'unknown-value', field, value: lost.text, glob: lost.kind === 'glob', known, at: lost.at };
}

/** Undefined: there is no such field. */
function knownValues(
  field: string,
  { cells }: Checked,
  levels: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] | undefined {
  if (field === 'state' || field === 'outcome') return cellStateKinds;
  if (field === 'cell') return cells.map(({ slug }) => slug);
  const named = levels.get(field);
  if (field !== 'board') return named && [...named].sort(byCodeUnit);
  return [...new Set([...cells.flatMap(({ boards }) => boards), ...(named ?? [])])].sort(byCodeUnit);
}

function fitsOne(
  value: FieldValue,
  { field, known, among }: { readonly field: string; readonly known: readonly string[]; readonly among: Checked },
): boolean {
  if (field === 'cell') return among.cells.some((cell) => fitsCell(value, cell));
  if (field !== 'state' && field !== 'outcome') return known.some((text) => fitsText(value, text));
  return cellStateKinds.some((state) => namesOfState(state).some((text) => fitsText(value, text)));
}
