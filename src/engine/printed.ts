/** What an attempt printed, as text: the head of each log, and beyond it what was kept of its end. */
import { pieces, type Spool } from './spool.js';

/** The two are pieces of one log, and no line goes from one to the other. */
export async function printed(spool: Spool, log: 'stdout' | 'stderr'): Promise<string> {
  let text = '';
  for (const file of [log, `${log}.tail`] as const) {
    const decoder = new TextDecoder();
    for await (const piece of pieces(spool, file)) text += decoder.decode(piece, { stream: true });
    text += `${decoder.decode()}\n`;
  }
  return text;
}

/** Of both logs, for patterns: errors come first. */
export async function printedLines(spool: Spool): Promise<readonly string[]> {
  return `${await printed(spool, 'stderr')}${await printed(spool, 'stdout')}`.split('\n');
}
