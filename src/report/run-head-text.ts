/** What a person called a run set, and what it was narrowed to; nothing when nothing was said. */
import { visible } from '#wording/control.js';
import { wrap } from '#wording/table.js';
import type { RunHead } from './run-head.js';

export function labelLines({ name, tags, where }: RunHead, width: number): readonly string[] {
  const labels = [
    ...(name === null ? [] : [`name ${visible(name)}`]),
    ...(tags.length === 0 ? [] : [`${tags.length === 1 ? 'tag' : 'tags'} ${tags.map(visible).join(', ')}`]),
  ];
  return [
    ...(labels.length === 0 ? [] : wrap(labels.join(', '), width, 2)),
    ...(where === null ? [] : wrap(`only cells where ${visible(where)}`, width, 2)),
  ];
}
