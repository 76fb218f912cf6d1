/** Who has a board, as its holder record says: advice, and foreign text that is made visible. */
import type { Holder } from '#domain/job.js';
import { quoted, visible } from './control.js';

export function holderWords(holder: Holder): string {
  const who = [
    ...(holder.user === null ? [] : [`user ${quoted(holder.user, 40)}`]),
    ...(holder.pid === null ? [] : [`process ${holder.pid}`]),
    ...(holder.since === null ? [] : [`since ${visible(holder.since)}`]),
  ];
  const what = {
    upload: 'a file that is sent to it',
    check: 'a file of it that is checked',
    other: holder.attempt === '' ? 'another program' : `attempt ${quoted(holder.attempt, 100)}`,
  }[holder.doing ?? 'other'];
  return `${what}${who.length > 0 ? ` (${who.join(', ')})` : ''}`;
}
