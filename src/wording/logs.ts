/** Words around logs: the title of each, and what is said when there is none. */
import { visible } from './control.js';
import { byteCount } from './quantity.js';

export const noLogs =
  'No logs are kept of this: nothing of it was tried, or it printed nothing. `orchestrate explain CELL` says where the cell stands.';

export function logTitle(log: {
  readonly work: string;
  readonly try: number;
  readonly role: string;
  readonly bytes: number;
  readonly outcome: string;
}): string {
  const again = log.try > 1 ? `, try ${log.try}` : '';
  return `== ${visible(log.work)}${again}, ${log.role}, ${byteCount(log.bytes)}: ${visible(log.outcome)}`;
}

export function logGone(path: string): string {
  return `${visible(path)} is recorded but is no longer in the folder of runs.`;
}
