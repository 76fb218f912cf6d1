/** What is wrong with boards, each in its words, and what to do about it: once for all of whom it is true. */
import { visible } from '#wording/control.js';
import { plain, wrap } from '#wording/table.js';
import type { TextOptions } from './status-text.js';

export interface Trouble {
  readonly board: string;
  /** What stands before the sentence, besides the name of the board: an age, a number of cells. */
  readonly before?: string;
  readonly headline: string;
  readonly hint: string;
}

/** A rack whose host keys are unknown gets one hint, and not twenty. */
export function troubleText(troubles: readonly Trouble[], { width, paint = plain }: TextOptions): readonly string[] {
  const hints = [...new Set(troubles.map(({ hint }) => hint))];
  return hints.flatMap((hint) => [
    '',
    ...troubles.filter((trouble) => trouble.hint === hint).flatMap((trouble) => wrap(sentence(trouble), width, 2)),
    ...wrap(`  → ${hint}`, width, 4).map((line) => paint('faint', line)),
  ]);
}

/** Most sentences name their board, and it is named once. */
function sentence({ board, before, headline }: Trouble): string {
  const name = visible(board);
  const isNamed = headline.split(/[\s:,;"]+/).includes(name);
  return [...(isNamed ? [] : [name]), ...(before === undefined ? [] : [before]), headline].join(': ');
}
