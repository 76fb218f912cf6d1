/**
 * Aligned columns in plain text. A table too wide for its room first gives up whole columns, the least needed first,
 * and says which; only then does it shorten words, and never a number. Colour is added by a function given and never carries meaning alone.
 */
import { visible } from './control.js';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Higher goes first when there is no room; none: stays. */
  readonly drop?: number;
}

export type Paint = (style: 'title' | 'faint' | 'good' | 'bad', text: string) => string;
export const plain: Paint = (_style, text) => text;

export interface TableOptions {
  readonly width: number;
  readonly paint?: Paint;
  readonly indent?: string;
}

export interface Table {
  readonly lines: readonly string[];
  /** Titles of the columns that had no room. */
  readonly leftOut: readonly string[];
}

const gap = '  ';

export function table(columns: readonly Column[], rows: readonly (readonly string[])[], options: TableOptions): Table {
  const indent = options.indent ?? '';
  const cells = rows.map((row) => columns.map((_, at) => visible(row[at] ?? '')));
  const widths = columns.map(({ title }, at) => Math.max(length(title), ...cells.map((row) => length(row[at] ?? ''))));
  const shown = keep(columns, widths, options.width - indent.length);
  const words = columns.map(({ align }) => align !== 'right');
  const fitted = fit(shown, widths, { room: options.width - indent.length, words });
  const paint = options.paint ?? plain;
  const line = (row: readonly string[]): string =>
    shown
      .map((at, place) => pad(row[at] ?? '', fitted[place] ?? 0, columns[at]?.align ?? 'left'))
      .join(gap)
      .trimEnd();
  const title = paint('title', line(columns.map((column) => column.title)));
  return {
    lines: [title, ...cells.map(line)].map((text) => indent + text),
    leftOut: columns.flatMap((column, at) => (shown.includes(at) ? [] : [column.title])),
  };
}

/** Words on lines of at most `width`; the first keeps its indent, the others stand behind `hang` spaces. Long words stay whole. */
export function wrap(text: string, width: number, hang = 0): string[] {
  const lines: string[] = [];
  let line = /^ */.exec(text)?.[0] ?? '';
  let empty = true;
  for (const word of text.trimStart().split(' ')) {
    if (!empty && length(line) + 1 + length(word) > width) {
      lines.push(line);
      line = ' '.repeat(hang);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

function keep(columns: readonly Column[], widths: readonly number[], room: number): number[] {
  let shown = columns.map((_, at) => at);
  const order = shown
    .filter((at) => columns[at]?.drop !== undefined)
    .sort((a, b) => (columns[b]?.drop ?? 0) - (columns[a]?.drop ?? 0));
  for (const at of order) {
    if (total(shown.map((index) => widths[index] ?? 0)) <= room) break;
    shown = shown.filter((index) => index !== at);
  }
  return shown;
}

/** What still does not fit is taken from the widest column of words, character by character, down to eight. */
function fit(
  shown: readonly number[],
  widths: readonly number[],
  over: { readonly room: number; readonly words: readonly boolean[] },
): number[] {
  const fitted = shown.map((at) => widths[at] ?? 0);
  const wordsAt = shown.flatMap((at, place) => (over.words[at] ? [place] : []));
  for (let left = total(fitted) - over.room; left > 0; left--) {
    const widest = wordsAt.reduce(
      (best, place) => ((fitted[place] ?? 0) > (fitted[best] ?? 0) ? place : best),
      wordsAt[0] ?? -1,
    );
    const width = fitted[widest] ?? 0;
    if (width <= 8) break;
    fitted[widest] = width - 1;
  }
  return fitted;
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const short = length(text) > width ? shortened([...text], width) : text;
  const space = ' '.repeat(Math.max(0, width - length(short)));
  return align === 'right' ? space + short : short + space;
}

/** Slugs and paths are told apart by their ends, words by their beginnings. */
function shortened(characters: readonly string[], width: number): string {
  const tail = characters.includes('/') ? Math.floor(((width - 1) * 2) / 3) : 0;
  const head = width - 1 - tail;
  return `${characters.slice(0, head).join('')}…${tail > 0 ? characters.slice(-tail).join('') : ''}`;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap.length * Math.max(0, widths.length - 1);
}

/** Code points, good for the Latin text and signs that this program prints. */
function length(text: string): number {
  return [...text].length;
}
