/** What is wrong with a name or a tag for a run set, and what to write instead. */
import { exhaustive } from '#core/invariant.js';
import type { LabelProblem } from '#domain/run-set.js';
import { quoted } from './control.js';

export function describeLabelProblem(problem: LabelProblem): string {
  switch (problem.kind) {
    case 'empty':
      return `--${problem.what}: expected a text, and found an empty one.\nLeave the option out, or write \`--${problem.what} TEXT\`.`;
    case 'control':
      return `--${problem.what}: expected one line of visible characters, and found a control character.\nWrite the ${problem.what} without it.`;
    case 'edges':
      return `--${problem.what}: expected no space at the beginning or the end.\nWrite the ${problem.what} without it.`;
    case 'too-long':
      return `--${problem.what}: expected at most ${problem.most} characters, and found ${problem.found}.\nWrite a shorter ${problem.what}.`;
    case 'reserved':
      return `--name ${quoted(problem.text)}: @ at the beginning, and @latest or ~1 at the end, say which run set is meant.\nChoose another name.`;
    case 'separator':
      return `--tag ${quoted(problem.text)}: expected one tag, and found a comma.\nGive each tag its own option: \`--tag a --tag b\`.`;
    case 'too-many':
      return `--tag: expected at most ${problem.most} tags, and found ${problem.found}.\nLeave some of them out.`;
    default:
      return exhaustive(problem);
  }
}
