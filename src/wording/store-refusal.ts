/** Why the result store does not open, and what to do. */
import { exhaustive } from '#core/invariant.js';
import type { StoreRefusal } from '#domain/store-refusal.js';
import { moment } from './quantity.js';

export function describeStoreRefusal(refusal: StoreRefusal): string {
  const { path } = refusal;
  switch (refusal.kind) {
    case 'missing':
      return `There are no results yet: ${path} does not exist.\n\`orchestrate run FILE\` measures an experiment and makes it.`;
    case 'foreign':
      return `${path} is not a result store of this program.\nName another folder with \`--store\`, or move that file away.`;
    case 'newer':
      return `${path} was written by a later version (schema ${refusal.found}; this program knows ${refusal.known}).\nUse that version, or another folder with \`--store\`.`;
    case 'older':
      return `${path} was written by an earlier version (schema ${refusal.found}; this program reads ${refusal.known}).\nThe next \`orchestrate run\` or \`orchestrate resume\` brings it up to date.`;
    case 'busy': {
      const who = refusal.owner ? ` (process ${refusal.owner.pid}, since ${moment(refusal.owner.since)})` : '';
      return `Another orchestrate measures into ${path}${who}.\nWait for it, stop it, or use another folder with \`--store\`; \`orchestrate status\` shows what it does.`;
    }
    default:
      return exhaustive(refusal);
  }
}
