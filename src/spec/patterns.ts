/** Regular expressions of toolchain files. */
import type { Cursor } from './cursor.js';
import type { Problems } from './problems.js';

export function checkPattern(cursor: Cursor | undefined, problems: Problems): void {
  const text = cursor?.text;
  if (cursor === undefined || text === undefined || compiles(text)) return;
  problems.add('spec/bad-text', cursor.mark, { value: text, form: 'regular expression' });
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
