/** What is said of the cache of conversions. */
import { quoted } from './control.js';
import { moment } from './quantity.js';

const states: Readonly<Record<string, string>> = {
  made: 'made',
  hit: 'it was there when the run was planned',
  refused: 'refused for good, and not tried again',
  miss: 'not in the cache: it will be made',
  unknown: 'not made yet, and what it is made of is not all known',
};

export function cacheStateWords(state: string, board: string | null, at: string | null): string {
  const words = states[state] ?? state;
  return `${words}${board === null ? '' : ` on ${board}`}${at === null ? '' : `, ${moment(at)}`}`;
}

export function describeNoArtifact(word: string): string {
  return `No artifact and no cell of the latest run set is called ${quoted(word)}.\n\`orchestrate cache ls\` lists the artifacts, \`orchestrate show\` the cells.`;
}

export function describeBadSize(text: string): string {
  return `--max-size: expected a number and a unit, and found ${quoted(text)}.\nWrite \`--max-size 10GB\` (a billion bytes each), or 500MiB.`;
}
