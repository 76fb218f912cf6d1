/** Words of `best`: what was asked, what could not be judged, and what must be known of a winner. */
import { quoted, visible } from './control.js';
import { latency, plural } from './quantity.js';

/** Of these less is better; of everything else more. */
const lower = ['latency', 'power', 'energy', 'size', 'memory', 'load-time', 'temperature'];

export function directionOf(metric: string): 'higher' | 'lower' {
  return lower.includes(metric) ? 'lower' : 'higher';
}

export interface Asked {
  readonly withinNs: number | null;
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly per: string;
  readonly pareto: boolean;
}

/** `Best top-1 (highest) per device, within 10.0 ms`. */
export function questionWords({ withinNs, metric, direction, per, pareto }: Asked): string {
  const what = direction === 'higher' ? 'highest' : 'lowest';
  const head = pareto
    ? `What nothing beats in both latency and ${visible(metric)} (${what}), per ${visible(per)}`
    : `Best ${visible(metric)} (${what}) per ${visible(per)}`;
  return `${head}${withinNs === null ? '' : `, within ${latency(withinNs)}`}`;
}

export function noneWithin(over: number): string {
  return over > 0 ? `none: ${plural(over, 'cell')} over the budget` : 'none that can be judged';
}

export const mixedNote = 'reported figures compete with computed ones here: they were not measured in one way';
export const reportedBest = 'reported: by the source or by a tool, and not computed from samples of our own';

export function notJudgedWords(why: 'no-metric' | 'no-latency', metric: string, cells: number): string {
  return `${plural(cells, 'cell')} not judged, without ${why === 'no-metric' ? visible(metric) : 'a latency'}`;
}

export function withoutWords(without: Readonly<Record<string, number>>): string {
  const words = Object.entries(without).map(([state, count]) => `${count} ${visible(state)}`);
  return `Without a result, and never the best: ${words.join(', ')}.`;
}

export function describeNoFigure(metric: string, suggestion: string | null, known: readonly string[]): string {
  return `--metric: expected a metric that some cell has, and found ${quoted(metric)}.${hint(suggestion)}\nThere are: ${known.map(visible).join(', ')}.`;
}

/** Nobody asked for it: it is what `best` goes by where nothing else is named. */
export function describeNoUsual(metric: string, known: readonly string[]): string {
  return `No cell has ${metric}, which decides where nothing else is named.\nName what decides with --metric; there are: ${known.map(visible).join(', ')}.`;
}

export function describeNoAxis(axis: string, suggestion: string | null, known: readonly string[]): string {
  return `--per: expected an axis of these cells, and found ${quoted(axis)}.${hint(suggestion)}\nThere are: ${known.map(visible).join(', ')}.`;
}

function hint(suggestion: string | null): string {
  return suggestion === null ? '' : ` Did you mean ${visible(suggestion)}?`;
}
