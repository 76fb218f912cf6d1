/** Cells as a selector sees them, and selectors without their places, which differ between two spellings. */
import type { CellStateKind } from '#domain/cell-state.js';
import type { Selectable, Selector } from '#domain/selector.js';
import { parseSelector } from '#matrix/selector-parse.js';

export interface Given {
  readonly levels: Readonly<Record<string, string>>;
  readonly state?: CellStateKind | null;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly boards?: readonly string[];
  readonly key?: string;
}

export function selectable({ levels, state = 'pending', metrics = {}, boards = [], key = '' }: Given): Selectable {
  const slug = Object.values(levels).join('/');
  return { slug, key, levels, boards, state, metrics: new Map(Object.entries(metrics)) };
}

export function parsed(text: string): Selector {
  const selector = parseSelector(text);
  if (!selector.ok) throw new Error(`${text}: ${selector.error.kind}`);
  return selector.value;
}

export function withoutPlaces(selector: Selector): unknown {
  return JSON.parse(JSON.stringify(selector, (key, value: unknown) => (key === 'at' ? undefined : value)));
}
