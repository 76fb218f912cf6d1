/** What an attempt printed, as text: the head of each log, and beyond it what was kept of its end. */
import { pieces, type Spool } from './spool.js';

/** The two are pieces of one log, and no line goes from one to the other: where the first was cut, it says so. */
async function printed(spool: Spool, log: 'stdout' | 'stderr'): Promise<string> {
  return afterCut(await decoded(spool, log), await decoded(spool, `${log}.tail`));
}

/** A line that was cut at the end of one is not ended by the other: a mark that no number has stands between. */
function afterCut(head: string, more: string): string {
  return more === '' || head === '' || head.endsWith('\n') ? `${head}${more}` : `${head}\u2026\n${more}`;
}

/** Of logs that are kept, by their roles: what a session read of them then. */
export function printedOf(texts: ReadonlyMap<string, string>): string {
  const of = (log: 'stdout' | 'stderr'): string => afterCut(texts.get(log) ?? '', texts.get(`${log}.tail`) ?? '');
  return afterCut(of('stdout'), of('stderr'));
}

/** One file of an attempt, whole. */
export async function decoded(
  spool: Spool,
  file: 'stdout' | 'stderr' | 'stdout.tail' | 'stderr.tail' | 'samples',
): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of pieces(spool, file)) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

/** Some tools print all on stderr, and most their errors: what comes first is what they print for people to read. */
export async function printedBoth(spool: Spool): Promise<string> {
  return afterCut(await printed(spool, 'stdout'), await printed(spool, 'stderr'));
}

/** Of both logs, for patterns: errors come first. */
export async function printedLines(spool: Spool): Promise<readonly string[]> {
  return [await printed(spool, 'stderr'), await printed(spool, 'stdout')].flatMap((text) => text.split('\n'));
}
