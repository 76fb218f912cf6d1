/** `show CELL` as text. */

import type { Metric } from '#domain/metric.js';
import { visible } from '#wording/control.js';
import {
  byteCount,
  counted,
  latency,
  latencyWithInterval,
  moment,
  percent,
  perSecond,
  plural,
} from '#wording/quantity.js';
import { plain, table, wrap } from '#wording/table.js';
import type { CellNumbers, LatencyNumbers, Quantity } from './cell-numbers.js';
import type { AttemptView, CellPage } from './cell-page.js';
import { checkLines } from './check-text.js';
import type { TextOptions } from './status-text.js';

export function cellPageText(page: CellPage, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const { cell } = page;
  return [
    paint('title', visible(cell.slug)),
    `${page.standing}; cell ${cell.key.slice(0, 12)} of ${visible(page.runSet.id)}`,
    ...(cell.reason ? ['', ...reasonLines(cell.reason, options)] : []),
    ...(cell.numbers
      ? ['', ...numberLines(cell.numbers, besideLatency(cell)).flatMap((line) => wrapLabelled(line, options.width))]
      : []),
    ...(page.check ? ['', ...checkLines(page.check, options)] : []),
    '',
    ...attemptLines(page, options),
    ...fileLines(page.attempts),
    ...environmentLines(page),
  ];
}

function reasonLines(
  reason: { readonly headline: string; readonly hint: string },
  { width }: TextOptions,
): readonly string[] {
  return [...wrap(visible(reason.headline), width, 2), ...wrap(`  → ${visible(reason.hint)}`, width, 4)];
}

/** What was cautioned about, and what else was read of what converted the model. */
function besideLatency({ cautions, converted }: CellPage['cell']): readonly string[] {
  const said = converted.filter(({ caution }) => !caution).map(({ words }) => labelled('converted', words));
  return [...cautions.map((words) => labelled('caution', words)), ...said];
}

function numberLines(numbers: CellNumbers, beside: readonly string[]): readonly string[] {
  return [
    labelled('latency', latencyLine(numbers.latency)),
    ...beside,
    labelled('p90', tail(numbers.latency.p90Ns)),
    labelled('p99', tail(numbers.latency.p99Ns)),
    labelled('throughput', known(numbers.throughputPerSecond, perSecond)),
    ...numbers.accuracy.map(({ top, hits, counted: whole, low, high }) => {
      const interval = `95 % interval ${percent(low, 1)} to ${percent(high, 1)}`;
      return labelled(`top-${top}`, `${counted(hits, whole)}, ${interval}`);
    }),
    labelled('model size', known(numbers.modelBytes, byteCount)),
    labelled('load', known(numbers.loadNs, latency)),
    labelled('first inference', known(numbers.coldNs, latency)),
    labelled('peak memory', known(numbers.peakRssBytes, byteCount)),
  ];
}

function latencyLine(numbers: LatencyNumbers): string {
  const { medianNs, interval, because, sessions, samples, reported, underLoad } = numbers;
  if (medianNs === null) return `unknown${because === null ? '' : `: ${visible(because)}`}`;
  const how = `${underLoad ? ' under load' : ''}${reported ? ' as a tool reported them' : ''}`;
  const behind = `geometric mean of ${plural(sessions, 'session median')}${how}`;
  const counts = samples === null ? '' : `, ${plural(samples, reported ? 'inference' : 'sample')}`;
  if (interval) return `${latencyWithInterval(medianNs, interval)}, ${behind} with 95 % interval${counts}`;
  return `${latency(medianNs)}, ${behind}${counts}${because === null ? '' : `; no interval: ${visible(because)}`}`;
}

function attemptLines({ attempts, cell }: CellPage, options: TextOptions): readonly string[] {
  if (attempts.length === 0) return ['no attempt yet'];
  const rows = attempts.map((attempt) => [
    attempt.work,
    String(attempt.try),
    attempt.board,
    attempt.openedAt.slice(11, 19),
    attempt.outcome + apart(attempt),
    medianOf(attempt.metrics),
  ]);
  const columns = [
    { title: 'attempt' },
    { title: 'try', align: 'right', drop: 2 },
    { title: 'board', drop: 3 },
    { title: 'UTC', drop: 1 },
    { title: 'outcome' },
    { title: 'median', align: 'right' },
  ] as const;
  const untold = ({ outcome, words }: AttemptView): boolean =>
    outcome !== 'succeeded' && outcome !== 'open' && !(cell.reason && words.includes(cell.reason.headline));
  const reasons = attempts
    .filter(untold)
    .flatMap(({ work, words }) => wrap(`${visible(work)}: ${visible(words)}`, options.width, 2))
    .concat(supersededLines(attempts, options));
  return [...table(columns, rows, options).lines, ...(reasons.length > 0 ? ['', ...reasons] : [])];
}

/** Why an attempt is not counted. */
function apart({ superseded, ofThisFingerprint }: AttemptView): string {
  if (superseded !== null) return ', superseded';
  return ofThisFingerprint ? '' : ', of an earlier recipe';
}

/** Said once: all of them stopped to count for the same reason, or for as many as there were boards. */
function supersededLines(attempts: readonly AttemptView[], options: TextOptions): readonly string[] {
  const reasons = new Map(
    attempts.flatMap(({ superseded, board }) => (superseded === null ? [] : [[board, superseded] as const])),
  );
  return [...reasons].flatMap(([board, why]) =>
    wrap(
      `superseded: the cell was begun anew, whole, without what it had on ${visible(board)}: ${visible(why)}`,
      options.width,
      2,
    ),
  );
}

function medianOf(metrics: readonly Metric[]): string {
  const median = metrics.find(({ name, statistic }) => name === 'latency' && statistic === 'median');
  return median === undefined ? '' : median.value === null ? '?' : latency(median.value);
}

/** Under the work that left them: digests alone tell nobody which session a file is of. */
function fileLines(attempts: readonly AttemptView[]): readonly string[] {
  const groups = attempts.filter(({ files }) => files.length > 0);
  if (groups.length === 0) return [];
  return [
    '',
    'files',
    ...groups.flatMap(({ work, try: ordinal, files }) => [
      `  ${visible(work)}${ordinal > 1 ? `, try ${ordinal}` : ''}`,
      ...files.map(
        ({ path, bytes, digest }) => `    ${visible(path)}  ${byteCount(bytes)}  sha256 ${digest.slice(0, 12)}…`,
      ),
    ]),
  ];
}

/** Facts that could not be read say so: unknown is not none. */
function environmentLines({ environments, runSet }: CellPage): readonly string[] {
  if (environments.length === 0) return [];
  const several =
    environments.length > 1 ? ['more than one environment since the run set began: compare with care'] : [];
  const lines = environments.flatMap(({ digest, facts }) => [
    `environment ${digest.slice(0, 12)}, run set of ${moment(runSet.startedAt)}`,
    ...Object.entries(facts).map(
      ([name, value]) => `  ${visible(name)}: ${value === null ? 'unknown' : visible(String(value))}`,
    ),
  ]);
  return ['', ...several, ...lines];
}

/** The label's padding is kept: only the text behind it is wrapped. */
function wrapLabelled(line: string, width: number): readonly string[] {
  const [first = '', ...rest] = wrap(line.slice(labelWidth), width - labelWidth);
  return [line.slice(0, labelWidth) + first, ...rest.map((text) => ' '.repeat(labelWidth) + text)];
}

const labelWidth = 17;

function labelled(label: string, text: string): string {
  return `${label.padEnd(labelWidth)}${text}`;
}

/** Of each session one, and it is a session that has too few samples: the cell may have many. */
function tail({ value, unknownBecause }: Quantity): string {
  if (value !== null) return `${latency(value)}, median over sessions`;
  return `unknown${unknownBecause === null ? '' : ` (in a session: ${visible(unknownBecause)})`}`;
}

function known({ value, unknownBecause }: Quantity, words: (value: number) => string): string {
  return value === null ? `unknown${unknownBecause === null ? '' : ` (${visible(unknownBecause)})`}` : words(value);
}
