/** Why `resume` stopped before doing anything, and with what it goes on. */
import { exhaustive } from '#core/invariant.js';
import type { ResumeRefusal } from '#domain/refusal.js';
import { visible } from './control.js';
import { plural } from './quantity.js';

/** Lists are cut here: the counts above them are whole. */
const atMost = 12;

export function describeRefusal(refusal: ResumeRefusal): readonly string[] {
  switch (refusal.kind) {
    case 'spec-changed':
      return [
        'The experiment is not what it was when this run set was planned.',
        ...listed('added', refusal.added, 'to be measured'),
        ...listed('removed', refusal.removed, 'kept, no longer counted'),
        ...listed(
          'invalidated',
          refusal.invalidated.map(({ slug, parts }) => `${slug} (${parts.join(', ')} changed)`),
          'measured again, the old sessions kept',
        ),
        'Go on with `--accept-changes`, or start a new run set with `orchestrate run`.',
      ];
    case 'drift':
      return [
        'The board is not as it was at the first session of this run set: the numbers would not be comparable.',
        ...refusal.changed.map(({ fact, was, is }) => `  ${visible(fact)}: was ${visible(was)}, is ${visible(is)}`),
        'Go on with `--accept-drift`, or start a new run set with `orchestrate run`.',
      ];
    default:
      return exhaustive(refusal);
  }
}

function listed(word: string, items: readonly string[], meaning: string): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, atMost).map((item) => `    ${visible(item)}`);
  const more = items.length > atMost ? [`    … and ${items.length - atMost} more`] : [];
  return [`  ${plural(items.length, 'cell')} ${word} (${meaning}):`, ...shown, ...more];
}
