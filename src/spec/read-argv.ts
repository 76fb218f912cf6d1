/** A command word by word, as it is executed: no shell reads it, whatever stands in it. */
import type { Cursor } from './cursor.js';
import { textsOf } from './fields.js';
import type { Problems } from './problems.js';

export function readArgv(cursor: Cursor | undefined, problems: Problems): readonly string[] {
  const [program] = cursor?.items() ?? [];
  // A program of such a name would be taken for an option of whatever starts it.
  if (typeof program?.value === 'string' && !/^[^\s-]/.test(program.value))
    problems.add('spec/bad-text', program.mark, { value: program.value, form: 'program' });
  return textsOf(cursor) ?? [];
}
