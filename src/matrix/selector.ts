/**
 * Which cells a selector means, by the three-valued logic of Kleene (1938): a number that is not known makes a comparison
 * unknown, `not` leaves it unknown, and only what is true selects. So neither `latency<10ms` nor `not latency<10ms` selects a
 * cell that was never measured. Linear: each level, state and board is matched against each value once, whatever the
 * number of cells.
 */
import { matchesGlob } from '#core/glob.js';
import { exhaustive } from '#core/invariant.js';
import type { CellStateKind } from '#domain/cell-state.js';
import type { Comparison, FieldTerm, FieldValue, MetricTerm, Selectable, Selector } from '#domain/selector.js';

/** Null: not known. */
export type Truth = boolean | null;

/** True for the cells that are meant. */
export function selects(selector: Selector): (cell: Selectable) => boolean {
  const truth = truthOf(selector);
  return (cell) => truth(cell) === true;
}

export function truthOf(selector: Selector): (cell: Selectable) => Truth {
  switch (selector.kind) {
    case 'all':
      return decidedBy(false, selector.of.map(truthOf));
    case 'any':
      return decidedBy(true, selector.of.map(truthOf));
    case 'not': {
      const of = truthOf(selector.of);
      return (cell) => {
        const truth = of(cell);
        return truth === null ? null : !truth;
      };
    }
    case 'field':
      return fieldTruth(selector);
    case 'metric':
      return metricTruth(selector);
    default:
      return exhaustive(selector);
  }
}

/** One part that says `decisive` decides; else one that is not known leaves all unknown. */
function decidedBy(decisive: boolean, parts: readonly ((cell: Selectable) => Truth)[]): (cell: Selectable) => Truth {
  return (cell) => {
    let unknown = false;
    for (const part of parts) {
      const truth = part(cell);
      if (truth === decisive) return decisive;
      unknown ||= truth === null;
    }
    return unknown ? null : !decisive;
  };
}

/** A cell that does not have the axis has none of its levels: `not threads:4` selects it. */
function fieldTruth({ field, values }: FieldTerm): (cell: Selectable) => boolean {
  const fits = remembered((text) => values.some((value) => fitsText(value, text)));
  switch (field) {
    case 'cell':
      return (cell) => values.some((value) => fitsCell(value, cell));
    case 'state':
    case 'outcome':
      return ({ state }) => state !== null && namesOfState(state).some(fits);
    case 'board':
      return ({ boards, levels }) => boards.some(fits) || (Object.hasOwn(levels, field) && fits(levels[field] ?? ''));
    default:
      return ({ levels }) => Object.hasOwn(levels, field) && fits(levels[field] ?? '');
  }
}

function remembered(decide: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const decided = decide(text);
    known.set(text, decided);
    return decided;
  };
}

export function fitsText({ kind, text }: FieldValue, candidate: string): boolean {
  return kind === 'glob' ? matchesGlob(text, candidate) : text === candidate;
}

/** By slug, or by at least four digits of the key. */
export function fitsCell(value: FieldValue, { slug, key }: Pick<Selectable, 'slug' | 'key'>): boolean {
  return (
    fitsText(value, slug) ||
    (value.kind === 'exact' && /^[0-9a-f]{4,64}$/.test(value.text) && key.startsWith(value.text))
  );
}

/** A state is asked for by its name, by the word that tables show, or as the outcome that makes it. */
export function namesOfState(state: CellStateKind): readonly string[] {
  if (state === 'pending') return ['pending', 'waiting'];
  return state === 'measured' ? ['measured', 'succeeded'] : [state];
}

function metricTruth({ metric, operator, value }: MetricTerm): (cell: Selectable) => Truth {
  return ({ metrics }) => {
    const known = metrics.get(metric);
    return known === undefined ? null : compares(known, operator, value);
  };
}

function compares(left: number, operator: Comparison, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    default:
      return exhaustive(operator);
  }
}
