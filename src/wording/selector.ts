/** What is wrong with a selector: the text with the place underlined, what was expected, and what to do. */
import { exhaustive } from '#core/invariant.js';
import {
  type Expected,
  type MetricKind,
  metricKindOf,
  type Narrowed,
  type NothingSelected,
  type SelectorProblem,
} from '#domain/selector.js';
import { countsInWords } from './cell-state.js';
import { visible } from './control.js';
import { byteCount, latency, percent, perSecond, plural } from './quantity.js';

/** `suggestion` is a known word that is near to what was written. */
export function describeSelectorProblem(problem: SelectorProblem, text: string, suggestion: string | null): string {
  const { title, help } = wordsFor(problem);
  const meant = suggestion === null ? '' : `did you mean "${visible(suggestion)}"? `;
  return [`--where: ${title}`, ...underlined(text, problem.at), `help: ${meant}${help}`].join('\n');
}

export function describeNothingSelected(text: string, nothing: NothingSelected): string {
  const { cells, parts, levels, states, metrics } = nothing;
  const alone = parts.map((part) => `  ${visible(part.text)} alone selects ${part.cells} of ${plural(cells, 'cell')}`);
  const choices = [
    ...levels.map(({ axis, values }) => levelWords(axis, values)),
    ...(states === null ? [] : [`states: ${countsInWords(states)}`]),
    ...metrics.map(rangeWords),
  ];
  const help = choices.length === 0 ? 'ask for less, or leave --where out' : choices.join('; ');
  return [`--where: no cell matches ${cut(text)}`, ...(parts.length > 1 ? alone : []), `help: ${help}`].join('\n');
}

const amounts: Readonly<Record<MetricKind, (value: number) => string>> = {
  time: latency,
  bytes: byteCount,
  rate: perSecond,
  share: (value) => percent(value, 1),
};

function rangeWords({ metric, range }: NothingSelected['metrics'][number]): string {
  if (range === null) return `${metric} is known of no cell`;
  const amount = amounts[metricKindOf(metric) ?? 'rate'];
  return range.low === range.high
    ? `${metric} is ${amount(range.low)}`
    : `${metric} is from ${amount(range.low)} to ${amount(range.high)}`;
}

/** A cell and a selector are two ways to say which. */
export const cellOrWhere = 'Name one cell, or choose several with --where, not both.';

/** What a narrowed view shows of the whole. */
export function narrowedWords(selected: number, { where, of }: Narrowed): string {
  return `${selected} of ${plural(of, 'cell')}: ${visible(where)}`;
}

interface Words {
  readonly title: string;
  readonly help: string;
}

const examples =
  'write terms such as device:pi-5, state:failed or latency<10ms; several values of one field with commas: device:a,b';
const joined = 'join terms with and, or, not and brackets; several values of one field with commas: device:a,b';

const expectations: Readonly<Record<Expected, Words>> = {
  term: { title: 'expected FIELD:VALUE or METRIC<NUMBER', help: examples },
  value: {
    title: 'expected a value right behind the colon or comma',
    help: 'write device:pi-5; odd characters in quotes',
  },
  number: { title: 'expected a number', help: 'write latency<10ms, size<1MB, rate>100, top-1>=95%' },
  'end of quotes': { title: 'these quotes do not end', help: 'close them, or leave them out' },
  closing: { title: 'expected a closing bracket', help: joined },
  end: { title: 'expected and, or, or the end', help: joined },
};

function wordsFor(problem: SelectorProblem): Words {
  switch (problem.kind) {
    case 'empty':
      return { title: 'expected a selector, and found an empty text', help: examples };
    case 'too-long':
      return {
        title: `${problem.found} characters, and at most ${problem.most} are read`,
        help: 'use globs: device:jetson*',
      };
    case 'too-deep':
      return { title: `brackets or \`not\` more than ${problem.most} deep`, help: 'write it flatter' };
    case 'too-many-values':
      return { title: `more than ${problem.most} values`, help: 'use globs: device:jetson*' };
    case 'expected': {
      const { title, help } = expectations[problem.expected];
      return {
        title: problem.expected === 'end of quotes' ? title : `${title}, found ${foundWords(problem.found)}`,
        help,
      };
    }
    case 'needs-colon':
      return {
        title: `"${visible(problem.name)}" is no metric, and only metrics are compared`,
        help: `a field takes a colon: ${visible(problem.name)}:VALUE`,
      };
    case 'needs-comparison':
      return {
        title: `"${problem.name}" is a metric`,
        help: `compare it: ${problem.name}<NUMBER, or >, <=, >=, =, !=`,
      };
    case 'unknown-metric':
      return {
        title: `unknown metric "${visible(problem.name)}"`,
        help: `metrics: ${some(problem.known)}; a field takes a colon: device:VALUE`,
      };
    case 'unknown-field':
      return { title: `unknown field "${visible(problem.name)}"`, help: `fields: ${some(problem.known)}` };
    case 'unknown-value':
      return unknownValue(problem);
    case 'unit':
    case 'not-a-share':
      return wrongNumber(problem);
    case 'not-measured':
      return {
        title: `"${problem.name}" is not known before anything is measured`,
        help: 'choose by axes, `cell:` or `board:`; states and metrics work in `show`, `diff`, `export` and `resume`',
      };
    default:
      return exhaustive(problem);
  }
}

function wrongNumber(problem: Extract<SelectorProblem, { kind: 'unit' | 'not-a-share' }>): Words {
  const { kind, metric } = problem;
  if (kind === 'not-a-share')
    return { title: `${metric} is a share, at most 1 or 100%`, help: `write ${metric}>=0.95 or ${metric}>=95%` };
  const { found, units } = problem;
  return {
    title: found === '' ? `a number for ${metric} needs a unit` : `"${visible(found)}" is no unit of ${metric}`,
    help: `units: ${units.join(', ')}`,
  };
}

function unknownValue({ field, value, glob, known }: Extract<SelectorProblem, { kind: 'unknown-value' }>): Words {
  const named = visible(field);
  const what = glob ? `that matches "${visible(value)}"` : `"${visible(value)}"`;
  if (field === 'state' || field === 'outcome')
    return { title: `there is no ${named} ${what}`, help: `states: ${some(known)}` };
  if (field === 'cell') return { title: `no cell has a slug or key ${what}`, help: `cells: ${some(known)}` };
  if (field === 'board') return { title: `no cell has a board ${what}`, help: `boards: ${some(known)}` };
  return { title: `no cell has a ${named} ${what}`, help: levelWords(field, known) };
}

function foundWords(found: string): string {
  if (found.trim() === '') return found === '' ? 'the end' : 'a space';
  return `"${visible(cutAt(found, 40))}"`;
}

function levelWords(axis: string, values: readonly string[]): string {
  const named = visible(axis);
  return values.length === 1
    ? `the only level of ${named} is ${some(values)}`
    : `the levels of ${named} are ${some(values)}`;
}

const listed = 12;

/** Lists are for choosing from, not for reading to the end. */
function some(values: readonly string[]): string {
  if (values.length === 0) return 'none';
  const shown = values.slice(0, listed).map((value) => visible(cutAt(value, 80)));
  return `${shown.join(', ')}${values.length > listed ? ` and ${values.length - listed} more` : ''}`;
}

/** Characters of a selector that a message shows around what is wrong. */
const shownBefore = 60;
const shownBehind = 40;

function underlined(
  text: string,
  { from, length }: { readonly from: number; readonly length: number },
): readonly string[] {
  if (text.trim() === '') return [];
  const start = from > shownBefore ? from - shownBefore : 0;
  const end = Math.min(text.length, from + Math.min(length, shownBehind) + shownBehind);
  const before = `${start > 0 ? '…' : ''}${visible(text.slice(start, from))}`;
  const marked = visible(text.slice(from, Math.min(end, from + length)));
  const behind = `${visible(text.slice(Math.min(end, from + length), end))}${end < text.length ? '…' : ''}`;
  const carets = '^'.repeat(Math.max(1, [...marked].length));
  return [`  ${before}${marked}${behind}`, `  ${' '.repeat([...before].length)}${carets}`];
}

function cut(text: string): string {
  return visible(cutAt(text, 100));
}

function cutAt(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
