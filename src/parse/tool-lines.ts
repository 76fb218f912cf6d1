/**
 * The lines of what a tool printed, as every parser of a tool reads them: without byte-order mark, colours and other
 * controls, whatever ends them, and with their place. The last line may be cut: whoever reads a number in it must know.
 */
import { plainText } from './plain-text.js';

export interface ToolLine {
  /** Plain text, not trimmed: places in it are places in what a person sees. */
  readonly text: string;
  /** Counts line feeds from 1, as editors do; a line that a progress bar wrote over is no line of its own. */
  readonly line: number;
  /** Of its first character, from 1. */
  readonly column: number;
  /** False: nothing says that it was printed to its end. It is the last one, or longer than any line of a tool. */
  readonly ended: boolean;
}

/** Of a text, in code units; a saved log is less. What is beyond it is as good as cut off. */
export const toolTextMost = 32 * 1024 * 1024;
/** Of a line: the widest that is known is a line of tegrastats with a dozen rails. */
export const toolLineMost = 4096;

export function* toolLines(text: string): Generator<ToolLine> {
  const end = Math.min(text.length, toolTextMost);
  // Where no line feed is, carriage returns are all there is to count.
  const ends = text.lastIndexOf('\n', end - 1) < 0 ? /\r/g : /\r?\n/g;
  let [line, from] = [1, 0];
  while (from <= end) {
    ends.lastIndex = from;
    const found = ends.exec(text);
    const ended = found !== null && found.index + found[0].length <= end;
    yield* overwritten(text.slice(from, ended ? found.index : end), line, ended);
    if (!ended) return;
    line += 1;
    from = found.index + found[0].length;
  }
}

/** A progress bar returns to the start of its line: what follows is as much a line as any. */
function* overwritten(whole: string, line: number, ended: boolean): Generator<ToolLine> {
  let from = 0;
  for (;;) {
    const at = whole.indexOf('\r', from);
    const piece = whole.slice(from, at < 0 ? whole.length : at);
    const text = plainText(piece, toolLineMost);
    // Nothing at all after the last line end is no line.
    if (at >= 0 || ended || piece !== '')
      yield { text, line, column: from + 1, ended: (at >= 0 || ended) && piece.length <= toolLineMost };
    if (at < 0) return;
    from = at + 1;
  }
}
