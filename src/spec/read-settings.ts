/** `settings:` of a board → what can be turned on it: the command that does it, and the one that reads it back. */
import type { BoardSetting } from '#domain/board.js';
import { isBuiltIn } from './bindings.js';
import type { Cursor } from './cursor.js';
import { levelOf, textAt } from './fields.js';
import { optional } from './optional.js';
import type { Problems } from './problems.js';
import { readArgv } from './read-argv.js';

export function readSettings(
  cursor: Cursor | undefined,
  problems: Problems,
): ReadonlyMap<string, BoardSetting> | undefined {
  if (cursor?.kind !== 'map') return undefined;
  return new Map(
    cursor.members().map(([name, written]) => {
      // An axis of such a name means something else.
      if (isBuiltIn(name)) problems.add('spec/reserved-name', written.keyMark, { name, what: 'axis', of: 'setting' });
      return [name, readSetting(name, written, problems)] as const;
    }),
  );
}

function readSetting(name: string, written: Cursor, problems: Problems): BoardSetting {
  const apply = written.at('apply');
  if (apply) checkTemplate(name, apply, problems);
  const values = written.at('values');
  const cost = textAt(written, 'cost');
  return {
    apply: readArgv(apply, problems),
    read: readArgv(written.at('read'), problems),
    ...optional(
      'values',
      values?.items().flatMap((value) => levelOf(value, problems) ?? []),
    ),
    cost: cost === 'restart' || cost === 'reboot' ? cost : 'none',
  };
}

/** Without `{value}` all values would be one and the same. `read` is no template: braces there are the command's own. */
function checkTemplate(name: string, apply: Cursor, problems: Problems): void {
  let mentioned = false;
  for (const { text = '', mark } of apply.items()) {
    for (const [, placeholder = ''] of text.matchAll(/\{([a-z_]+)\}/g)) {
      mentioned ||= placeholder === 'value';
      if (placeholder === 'value') continue;
      problems.add('spec/bad-template', mark, { name: placeholder, known: ['value'], suggestion: null });
    }
  }
  if (!mentioned && apply.items().length > 0) problems.add('spec/setting-without-value', apply.mark, { setting: name });
}
