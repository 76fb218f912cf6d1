/** Why a saved output of a tool cannot be read, and what to do. */
import { quoted, visible } from './control.js';

const problems: Readonly<Record<string, string>> = {
  'not-a-number': 'there is no number where one must be',
  'comma-in-number':
    'a number has a comma: nobody can tell whether it is a decimal point. Save the output again under `LC_ALL=C`',
  negative: 'a number is below zero that cannot be',
  'not-whole': 'a count is not whole',
  'too-large': 'a number is larger than any that this can be',
  'unknown-unit': 'the number has no unit, or one that the tool is not known to print',
  'told-twice': 'the same is told twice: two runs in one file? Save each in a file of its own',
  'out-of-order': 'figures that cannot all be true: lines are missing, damaged, or of several runs',
  'wrong-form': 'this is not what the tool writes',
  'broken-graph': 'the tool could not load the model, and what it measures then means nothing',
  'too-many': 'there is more than any tool prints: is this its output?',
};

/** Codes that no reader of this version gives come from another version's results. */
export function toolProblem(problem: string): string {
  return problems[problem] ?? problem.replaceAll('-', ' ');
}

interface UnknownTool {
  readonly name: string;
  readonly known: readonly string[];
  readonly suggestion: string | null;
}

export function unknownTool({ name, known, suggestion }: UnknownTool): string {
  const meant = suggestion === null ? '' : ` Did you mean ${suggestion}?`;
  return `No tool ${quoted(name, 100)} is known.${meant}\nThere are: ${known.join(', ')}.\ndocs/parsers.md says what each of them gives.`;
}

interface Trouble {
  readonly name: string;
  readonly said: string;
}

export function cannotReadOutput({ name, said }: Trouble): string {
  return `${visible(name)} cannot be read: ${said}.`;
}

interface Empty {
  readonly name: string;
  readonly calledItself: string;
}

export function emptyOutput({ name, calledItself }: Empty): string {
  return `${visible(name)} is empty: ${calledItself} printed nothing, or it went elsewhere. Many tools report on standard error: \`COMMAND > FILE 2>&1\` saves both.`;
}

export function outputTooLarge(name: string, limitBytes: number): string {
  return `${visible(name)} is larger than ${limitBytes / 1024 ** 2} MiB, the most that is read of an output. Cut out the part that you need.`;
}

export const missingWords =
  'It was never printed to its end, so that none of these figures counts: the tool was ended, failed, or part of the file is missing.';
