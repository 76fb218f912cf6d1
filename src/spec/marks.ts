/** Offsets of a text → places for people: line, column, how much to underline, and the line itself. */
import { visible } from '#core/visible.js';
import type { Mark, SourceText } from '#domain/diagnostic.js';
import { givesSecret } from './secrets.js';

/** More than a terminal is wide, and less than a minified file in one line. */
const excerptMax = 160;

export type Marker = (start: number, end: number) => Mark;

export function createMarker(source: SourceText): Marker {
  const starts = lineStarts(source.text);
  return (start, end) => {
    const index = lineAt(starts, Math.min(start, source.text.length));
    const from = starts[index] ?? 0;
    const line = withoutLineEnd(source.text.slice(from, starts[index + 1] ?? source.text.length));
    const column = Math.min(start - from, line.length);
    const length = Math.max(1, Math.min(end - start, line.length - column));
    return { file: source.name, span: { line: index + 1, column: column + 1, length }, ...excerptOf(line, column) };
  };
}

function excerptOf(line: string, column: number): { excerpt?: string; excerptFrom?: number } {
  if (givesSecret(line)) return {};
  if (line.length <= excerptMax) return { excerpt: visible(line) };
  const from = Math.max(0, Math.min(column - excerptMax / 4, line.length - excerptMax));
  const excerpt = visible(line.slice(from, from + excerptMax));
  return from === 0 ? { excerpt } : { excerpt, excerptFrom: from + 1 };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The last line that starts at or before the offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function withoutLineEnd(line: string): string {
  return line.replace(/\r?\n$/, '');
}
