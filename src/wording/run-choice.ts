/** When no run set, or more than one, is what was asked for. */
import { quoted, visible } from './control.js';
import { moment, plural } from './quantity.js';

export interface Candidate {
  readonly id: string;
  readonly name: string | null;
  readonly startedAt: string;
}

export type RunChoiceProblem =
  | { readonly kind: 'none' }
  /** A name, experiment or id that is near to what was written. */
  | { readonly kind: 'unknown'; readonly suggestion: string | null }
  | { readonly kind: 'ambiguous' }
  /** `~5` of a list of three. */
  | { readonly kind: 'too-far'; readonly back: number; readonly count: number };

const ways = 'by id, unique beginning, name, experiment, experiment file, @latest, or any of these with ~1 behind';
const listed = 8;

export function describeRunChoice(problem: RunChoiceProblem, wanted: string, candidates: readonly Candidate[]): string {
  if (problem.kind === 'none')
    return 'Nothing has been measured here yet: `orchestrate run FILE` makes the first run set.';
  const left = candidates.length - listed;
  return [
    `Run set ${visible(wanted)}: ${whyOf(problem, candidates.length)}`,
    ...candidates.slice(0, listed).map(({ id, name, startedAt }) => {
      return `  ${visible(id)}  ${moment(startedAt)}${name === null ? '' : `  ${visible(name)}`}`;
    }),
    ...(left > 0 ? [`  … and ${left} more: \`orchestrate ls\` lists them`] : []),
  ].join('\n');
}

function whyOf(problem: Exclude<RunChoiceProblem, { kind: 'none' }>, candidates: number): string {
  switch (problem.kind) {
    case 'unknown': {
      const meant = problem.suggestion === null ? '' : ` Did you mean ${visible(problem.suggestion)}?`;
      return `there is none.${meant} Name one ${ways}:`;
    }
    case 'ambiguous':
      return `${plural(candidates, 'run set')} begin with it. Write more of the id:`;
    case 'too-far':
      return `nothing is ~${problem.back}: there ${problem.count === 1 ? 'is' : 'are'} ${problem.count} in all, and the newest is ~0:`;
  }
}

export function describeNoTag(tag: string, suggestion: string | null, known: readonly string[]): string {
  return nothingCalled('tag', tag, { suggestion, known });
}

export function describeNoExperiment(name: string, suggestion: string | null, known: readonly string[]): string {
  return nothingCalled('experiment', name, { suggestion, known });
}

function nothingCalled(
  what: string,
  text: string,
  { suggestion, known }: { readonly suggestion: string | null; readonly known: readonly string[] },
): string {
  const meant = suggestion === null ? '' : ` Did you mean ${visible(suggestion)}?`;
  const shown = known.slice(0, listed).map(visible).join(', ');
  const more = known.length > listed ? ` and ${known.length - listed} more` : '';
  return `No run set has the ${what} ${visible(text)}.${meant} ${known.length === 0 ? `None has any ${what}` : `There are: ${shown}${more}`}.`;
}

export function describeLimit(text: string): string {
  return `--limit: expected a whole number from 1, and found ${quoted(text)}.\nWrite \`--limit 100\`.`;
}
