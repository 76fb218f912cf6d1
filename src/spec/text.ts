/** What a text may hold at all, before anything is made of it: so much, and nothing that a reader would not see. */
import { unseenIn } from '#core/visible.js';
import type { SourceText } from '#domain/diagnostic.js';
import type { Marker } from './marks.js';
import type { Problems } from './problems.js';

/** Far above any file written by hand. The parser holds some fifty times this in memory and reads it in about a second. */
export const sourceMax = 262_144;

/** Line feeds, tabs and the byte-order mark are part of a text file; the other control characters are not. */
const control =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this pattern is for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)/;
/** More brackets in a row than a file nests: the parser would take its time to find that out. */
const brackets = /(?:[[{]\s*){200}|(?:[-?]\s+){200}/;

export function checkText({ name, text }: SourceText, marker: Marker, problems: Problems): void {
  if (text.length > sourceMax) {
    problems.add('spec/too-large', { file: name }, { characters: text.length, limit: sourceMax });
    return;
  }
  const found = control.exec(text);
  if (found) addUnseen(found[0], marker(found.index, found.index + 1), problems);
  else if (brackets.test(text)) problems.add('spec/too-deep', { file: name });
}

/** Of a key or a value, where escapes (`"\e"`) can have made what the text itself does not hold. */
export function checkScalar(value: string, mark: ReturnType<Marker>, problems: Problems): void {
  const unseen = unseenIn(value.replace(/[\n\t]/g, ' '));
  if (unseen !== undefined) addUnseen(unseen, mark, problems);
}

function addUnseen(character: string, mark: ReturnType<Marker>, problems: Problems): void {
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  problems.add('spec/control-character', mark, { character: `U+${code}` });
}
