/**
 * Matches: for each axis a level, a glob, `!` before either, or a list of these. A level in a match must exist, because a
 * misspelt one would silently never match; a glob may fit nothing, which is found out when cells are made.
 */

import { isGlob } from '#core/glob.js';
import type { LevelTest, Match } from '#domain/match.js';
import { type AxisName, axisName, levelId } from '#domain/names.js';
import type { Cursor } from './cursor.js';
import { isLevel } from './fields.js';
import { type BlockContext, checkLevel, readLevel } from './read-level.js';

export function readMatch(cursor: Cursor, context: BlockContext, except: readonly string[] = []): Match {
  const match = new Map<AxisName, LevelTest>();
  for (const [axis, written] of cursor.members()) {
    if (!except.includes(axis)) match.set(axisName(axis), readTest(axis, written, context));
  }
  if (match.size === 0) context.problems.add('spec/empty', cursor.mark, { name: 'match' });
  return match;
}

function readTest(axis: string, written: Cursor, context: BlockContext): LevelTest {
  const [some, none]: [string[], string[]] = [[], []];
  for (const item of written.kind === 'list' ? written.items() : [written]) {
    const denied = item.text?.startsWith('!') === true;
    const pattern = denied ? readDenied(axis, item, context) : readPattern(axis, item, context);
    if (pattern !== undefined) (denied ? none : some).push(pattern);
  }
  return { some, none, at: written.mark };
}

function readPattern(axis: string, item: Cursor, context: BlockContext): string | undefined {
  const { text = '' } = item;
  return isGlob(text) ? checkedGlob(text, item, context) : readLevel(axis, item, context);
}

/** Always quoted in YAML, where a bare `!` begins a tag: what follows it cannot be mistaken for a number or a truth. */
function readDenied(axis: string, item: Cursor, context: BlockContext): string | undefined {
  const text = (item.text ?? '').slice(1);
  if (isGlob(text)) return checkedGlob(text, item, context);
  if (!isLevel(text)) return refused(item, context);
  checkLevel(axis, levelId(text), { ...context, cursor: item });
  return text;
}

function checkedGlob(text: string, item: Cursor, context: BlockContext): string | undefined {
  return /^[A-Za-z0-9._+@*?-]{1,100}$/.test(text) ? text : refused(item, context);
}

function refused(item: Cursor, { problems }: BlockContext): undefined {
  problems.add('spec/bad-text', item.mark, { value: item.text ?? null, form: 'pattern' });
}
