/** Words of a diff with imported figures: a ratio, and why it is no verdict. */
import { visible } from './control.js';
import { ratioWords } from './diff.js';
import { plural } from './quantity.js';
import { shellWord } from './shell.js';

export const notTestable = 'not testable';

export function importedSummary(cells: number): string {
  if (cells === 0) return 'No cell is in both.';
  return `${plural(cells, 'cell')} in both, ${notTestable}: figures of a table have no sessions behind them, so that a ratio is no verdict.`;
}

/** `1.23 × slower` of times; of everything else higher or lower. */
export function figureRatio(ratio: number | null, unit: string): string {
  if (ratio === null) return 'another statistic';
  const words = ratioWords(ratio, null);
  return unit === 'ns' ? words : words.replace(/faster$/, 'lower').replace(/slower$/, 'higher');
}

export interface FactorWords {
  readonly what: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** `weights unknown → models/a.onnx`. */
export function factorWords({ what, a, b }: FactorWords): string {
  const value = (text: string | null): string => (text === null ? 'unknown' : visible(text));
  return `${visible(what)} ${a === b ? value(a) : `${value(a)} → ${value(b)}`}`;
}

export function onlyWords(side: 'A' | 'B', cells: number): string {
  return `${plural(cells, 'cell')} in ${side} alone, or with a level that its source does not say.`;
}

export function assumeWords({
  axis,
  level,
  cells,
}: {
  readonly axis: string;
  readonly level: string;
  readonly cells: number;
}): string {
  return `${plural(cells, 'pair')} of cells would meet with \`--assume ${visible(shellWord(`${axis}=${level}`))}\``;
}

export function describeNoPolicy(options: readonly string[]): string {
  return `${options.join(', ')}: no verdict is given where a side is imported, so that this decides nothing.\nLeave it out.`;
}
