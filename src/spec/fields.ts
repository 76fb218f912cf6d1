/** Typed reading of fields. A field of a wrong type reads as its default: the schema has refused the file already. */
import type { Nanoseconds } from '#core/units.js';
import { type LevelId, levelId } from '#domain/names.js';
import type { Cursor } from './cursor.js';
import type { Problems } from './problems.js';
import { isAmbiguous, parseDuration } from './scalars.js';

export function at(cursor: Cursor | undefined, ...path: readonly string[]): Cursor | undefined {
  return path.reduce<Cursor | undefined>((here, key) => here?.at(key), cursor);
}

export function textAt(cursor: Cursor | undefined, key: string): string | undefined {
  const value = cursor?.at(key)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Of a list; undefined where there is none. */
export function textsOf(cursor: Cursor | undefined): readonly string[] | undefined {
  if (cursor?.kind !== 'list') return undefined;
  return cursor.items().flatMap(({ value }) => (typeof value === 'string' ? value : []));
}

export function numberAt(cursor: Cursor | undefined, key: string, fallback: number): number {
  const value = cursor?.at(key)?.value;
  return typeof value === 'number' ? value : fallback;
}

export function durationAt(cursor: Cursor | undefined, key: string, fallback: Nanoseconds): Nanoseconds {
  return parseDuration(textAt(cursor, key) ?? '') ?? fallback;
}

/** For patterns that cannot say everything: thirty-one days match the schema and are no duration. */
export function checkDuration(cursor: Cursor | undefined, problems: Problems): void {
  if (typeof cursor?.value !== 'string' || cursor.value === 'auto') return;
  if (parseDuration(cursor.value) === undefined)
    problems.add('spec/bad-duration', cursor.mark, { value: cursor.value });
}

/** A level id: text, or a small whole number taken as text. */
export function levelOf(cursor: Cursor, problems: Problems): LevelId | undefined {
  const { text } = cursor;
  if (cursor.kind === 'map') {
    problems.add('spec/not-yet', cursor.mark, { setting: 'level object', value: null });
    return undefined;
  }
  if (text === undefined || cursor.kind === 'list') return undefined;
  if (!cursor.quoted && isAmbiguous(text)) {
    problems.add('spec/ambiguous-scalar', cursor.mark, { text });
    return undefined;
  }
  if (isLevel(text)) return levelId(text);
  problems.add('spec/bad-text', cursor.mark, { value: text, form: 'level' });
  return undefined;
}

/** No quotes, blanks or `!*?`: a level can stand in a slug, a selector and a match as it is. */
export function isLevel(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._+@-]{0,99}$/.test(text);
}

export function attributesOf(cursor: Cursor | undefined): Record<string, number | string | boolean> {
  const members = cursor?.members() ?? [];
  return Object.fromEntries(members.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]])));
}
