/** A diff in sentences: what happened to how many cells, why one could not be judged, and what would decide it. */
import { visible } from './control.js';
import { plural } from './quantity.js';
import { shellWord } from './shell.js';

/** As the beginning of a row. */
export const verdictWords = {
  'newly-failing': 'newly failing',
  regressed: 'regressed',
  improved: 'improved',
  fixed: 'fixed',
  added: 'added',
  removed: 'removed',
  'not-comparable': 'not comparable',
  inconclusive: 'inconclusive',
  same: 'same',
  'both-failing': 'no result in both',
} as const;
type Verdict = keyof typeof verdictWords;

/** Behind a count, in the order in which a person wants to hear of them: what got worse first, what is open last. */
const said: readonly (readonly [Verdict, string])[] = [
  ['regressed', 'regressed'],
  ['newly-failing', 'newly failing'],
  ['improved', 'improved'],
  ['fixed', 'fixed'],
  ['same', 'the same'],
  ['inconclusive', 'inconclusive'],
  ['not-comparable', 'not comparable'],
  ['added', 'added'],
  ['removed', 'removed'],
  ['both-failing', 'without a result in both'],
];

export interface Tally {
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Rows in which an exact number is another one. */
  readonly accuracyChanged: number;
  readonly sizeChanged: number;
}

/** `2 cells regressed, 1 improved, 9 the same, 1 inconclusive; accuracy changed in 1.` */
export function summarySentence({ counts, accuracyChanged, sizeChanged }: Tally): string {
  const there = said.filter(([verdict]) => counts[verdict] > 0);
  if (there.length === 0) return 'There is no cell to compare.';
  const parts = there.map(([verdict, words], at) => {
    return `${at === 0 ? plural(counts[verdict], 'cell') : String(counts[verdict])} ${words}`;
  });
  const accuracy = accuracyChanged > 0 ? `; accuracy changed in ${accuracyChanged}` : '';
  const size = sizeChanged > 0 ? `; model size changed in ${sizeChanged}` : '';
  return `${parts.join(', ')}${accuracy}${size}.`;
}

/** `1.23 × (1.18–1.29) slower`: always the larger by the smaller, and the word says which way. */
export function ratioWords(ratio: number, interval: { readonly low: number; readonly high: number } | null): string {
  const faster = ratio < 1;
  const value = times(faster ? 1 / ratio : ratio);
  const ends = interval && (faster ? [1 / interval.high, 1 / interval.low] : [interval.low, interval.high]);
  const range = ends ? ` (${ends.map(bounded).join('–')})` : '';
  return `${value} ×${range}${value === '1.00' ? '' : faster ? ' faster' : ' slower'}`;
}

/** `10 %`: of an effect given as a ratio. */
export function effectWords(effect: number): string {
  const percents = effect * 100;
  return `${percents >= 10 || Number.isInteger(percents) ? String(Math.round(percents)) : percents.toFixed(1)} %`;
}

export interface Explained {
  readonly headline: string;
  /** What to do next; null: nothing is to be done. */
  readonly hint: string | null;
}

/** What a diff without findings says, and what it does not. */
export function canBeSeen(sessions: number, detectable: number): string {
  const least =
    detectable < 1
      ? `changes above about ${effectWords(detectable)}`
      : `only changes by a factor of about ${times(1 + detectable)} or more`;
  return `With ${plural(sessions, 'session')} a side and the noise of these, ${least} can be seen`;
}

export function whatCounts(threshold: number, alpha: number, tests: number): string {
  return `A finding needs a change of at least ${effectWords(threshold)} and a q of at most ${alpha} over ${plural(tests, 'test')} (Welch on one number a session, Benjamini–Hochberg).`;
}

export function tooFewSessions(a: number, b: number, needed: number): Explained {
  return {
    headline: `${plural(a, 'session')} in A and ${b} in B, and a verdict on speed needs ${needed} in each`,
    hint: `raise \`measure.sessions\` to ${needed} or more, then \`orchestrate resume\` measures what is missing`,
  };
}

export interface Noise {
  /** The fewest on a side. */
  readonly sessions: number;
  /** Least change that so many sessions show. */
  readonly detectable: number;
  /** So many would show a change of `goal`; null: more than anyone would measure. */
  readonly needed: number | null;
  readonly goal: number;
}

/** Tested, and neither a finding nor certainly none. */
export function tooNoisy({ sessions, detectable, needed, goal }: Noise): Explained {
  const hint =
    needed === null
      ? 'the sessions differ too much among themselves: quieten the machine, or measure longer in each'
      : needed > sessions
        ? `about ${needed} sessions a side would show a change of ${effectWords(goal)}: raise \`measure.sessions\`, then \`orchestrate resume\``
        : 'more sessions narrow the interval: raise `measure.sessions`, then `orchestrate resume`';
  return {
    headline: `too uncertain to be a finding, and not close enough to be the same. ${canBeSeen(sessions, detectable)}`,
    hint,
  };
}

/** `allowed` are the words that `--allow` takes. */
export function partsForbid(parts: readonly string[], facts: readonly string[], allowed: readonly string[]): Explained {
  const names = [...parts, ...facts];
  return {
    headline: `${names.map(visible).join(', ')} ${names.length === 1 ? 'is' : 'are'} not the same, so that the numbers mean different things`,
    hint: `\`--allow ${allowed.map(visible).join(',')}\` compares them all the same`,
  };
}

export const noLatency: Explained = { headline: 'one side or both have no latency', hint: null };

export function loneMetrics(names: readonly string[]): Explained {
  return {
    headline: `${names.map((name) => visible(metricWords(name))).join(', ')}: not known on both sides, or counted over another number of items`,
    hint: null,
  };
}

export function unfinishedSides(sides: readonly string[]): Explained {
  return {
    headline: `nothing is measured of it yet in ${sides.join(' and ')}`,
    hint: '`orchestrate resume` measures what is missing',
  };
}

export function reportedSides(sides: readonly string[]): Explained {
  return {
    headline: `the latency of ${sides.join(' and ')} is what a tool reported, and the other side's is computed from samples`,
    hint: 'measure both with the same runner: `frameworks: { NAME: { runner: … } }`',
  };
}

/** Many findings, one direction, in cells whose recipe is the same: the usual sign of another day, not of other code. */
export function oneSided(direction: 'slower' | 'faster', cells: number): string {
  return `All ${cells} cells that changed speed with an unchanged recipe are ${direction}: perhaps the machine changed, and not what was measured. Measure both again, one after the other.`;
}

/** Cells of one side that the other was not asked for. */
export function outsideWords(of: 'A' | 'B', cells: number): string {
  const other = of === 'A' ? 'B' : 'A';
  return `${plural(cells, 'cell')} of ${of} left out: ${other} was narrowed with \`--where\` and not asked for ${cells === 1 ? 'it' : 'them'}.`;
}

/** `rule` as `diff` takes it. */
export function meetingWords(
  rule: { readonly axis: string; readonly cells: number } & (
    | { readonly kind: 'align'; readonly from: string; readonly to: string }
    | { readonly kind: 'assume'; readonly level: string }
  ),
): readonly string[] {
  const { axis, cells } = rule;
  const pairs = `${plural(cells, 'removed cell')} and ${cells} added`;
  const alone =
    rule.kind === 'align'
      ? `differ in ${visible(axis)} alone, ${visible(rule.from)} in A and ${visible(rule.to)} in B`
      : `differ in ${visible(axis)} ${visible(rule.level)} alone, which the others lack`;
  const option =
    rule.kind === 'align'
      ? `--align ${shellWord(`${axis}:${rule.from}=${rule.to}`)}`
      : `--assume ${shellWord(`${axis}=${rule.level}`)}`;
  return [`${pairs} ${alone}.`, `  → \`${visible(option)}\` compares them with each other`];
}

/** A gate that could not have fired says so. */
export function notJudged(conclusion: 'nothing-judged' | 'nothing-measured'): string {
  return conclusion === 'nothing-measured'
    ? 'A side without a single session: nothing could be compared (exit code 5).'
    : 'No cell could be judged (exit code 5).';
}

/** The name of a metric as a person says it. */
export function metricWords(name: string): string {
  return name === 'model-size' ? 'model size' : name;
}

function times(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Over two sessions an interval can reach thousands of times as far: then its digits mean nothing. */
function bounded(end: number): string {
  return end > 100 ? '>100' : end < 0.01 ? '<0.01' : times(end);
}
