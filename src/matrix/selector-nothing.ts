/** A selector that fits nothing: which part of it is to blame, and what the cells have instead. */
import { type CellStateKind, cellStateKinds } from '#domain/cell-state.js';
import type { NothingSelected, Selectable, Selector } from '#domain/selector.js';
import { selects } from './selector.js';
import { levelsByAxis, termsOf } from './selector-check.js';
import { printSelector } from './selector-print.js';

export function nothingSelected(selector: Selector, cells: readonly Selectable[]): NothingSelected {
  const parts = selector.kind === 'all' ? selector.of : [selector];
  const levels = levelsByAxis(cells);
  const terms = termsOf(selector);
  const fields = [...new Set(terms.flatMap((term) => (term.kind === 'field' ? [term.field] : [])))];
  const metrics = [...new Set(terms.flatMap((term) => (term.kind === 'metric' ? [term.metric] : [])))];
  return {
    cells: cells.length,
    parts: parts.map((part) => ({ text: printSelector(part), cells: cells.filter(selects(part)).length })),
    levels: fields.flatMap((axis) => (levels.has(axis) ? [{ axis, values: [...(levels.get(axis) ?? [])] }] : [])),
    states: fields.includes('state') || fields.includes('outcome') ? countsOf(cells) : null,
    metrics: metrics.map((metric) => ({ metric, range: rangeOf(metric, cells) })),
  };
}

function countsOf(cells: readonly Selectable[]): NothingSelected['states'] {
  const count = (kind: CellStateKind): number => cells.filter(({ state }) => state === kind).length;
  // The law of the record: all states are there, with zero where none is.
  return Object.fromEntries(cellStateKinds.map((kind) => [kind, count(kind)])) as Record<CellStateKind, number>;
}

function rangeOf(metric: string, cells: readonly Selectable[]): { low: number; high: number } | null {
  const range = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
  for (const { metrics } of cells) {
    const value = metrics.get(metric);
    if (value === undefined) continue;
    range.low = Math.min(range.low, value);
    range.high = Math.max(range.high, value);
  }
  return range.low > range.high ? null : range;
}
