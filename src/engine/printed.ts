/** What an attempt printed, as text: the head of each log, and beyond it what was kept of its end. */
import { pieces, type Spool } from './spool.js';

/** The two are pieces of one log, and no line goes from one to the other: where the first was cut, it says so. */
export async function printed(spool: Spool, log: 'stdout' | 'stderr'): Promise<string> {
  const head = await decoded(spool, log);
  const tail = await decoded(spool, `${log}.tail`);
  if (tail === '') return head;
  return head === '' || head.endsWith('\n') ? `${head}${tail}` : `${head}\u2026\n${tail}`;
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
  const [out, error] = [await printed(spool, 'stdout'), await printed(spool, 'stderr')];
  // A line that was cut at the end of one is not ended by the other.
  return out === '' || out.endsWith('\n') || error === '' ? `${out}${error}` : `${out}\u2026\n${error}`;
}

/** Of both logs, for patterns: errors come first. */
export async function printedLines(spool: Spool): Promise<readonly string[]> {
  return [await printed(spool, 'stderr'), await printed(spool, 'stdout')].flatMap((text) => text.split('\n'));
}
