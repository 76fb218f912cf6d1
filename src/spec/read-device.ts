/** An entry of `devices:` → a kind of target, with what `requires` can ask of it. */
import type { Device } from '#domain/board.js';
import { levelId } from '#domain/names.js';
import type { Cursor } from './cursor.js';
import { attributesOf, textAt, textsOf } from './fields.js';
import { optional } from './optional.js';

export function readDevice([name, written]: readonly [string, Cursor]): Device {
  return {
    id: levelId(name),
    units: textsOf(written.at('units')) ?? [],
    ...optional('architecture', textAt(written, 'architecture')),
    ...optional('precisions', precisionsOf(written)),
    attributes: attributesOf(written.at('attributes')),
    ...optional('sources', textsOf(written.at('sources'))),
  };
}

/**
 * A list without units is that of all of them but the processor beside an accelerator: data sheets name the precisions of
 * what is new on a device.
 */
function precisionsOf(written: Cursor): Device['precisions'] {
  const precisions = written.at('precisions');
  const named = precisions?.kind === 'map' ? precisions.members() : [];
  if (named.length > 0) return Object.fromEntries(named.map(([unit, list]) => [unit, textsOf(list) ?? []]));
  const listed = textsOf(precisions);
  const units = textsOf(written.at('units')) ?? [];
  const meant = units.length > 1 ? units.filter((unit) => unit !== 'cpu') : units;
  return listed && Object.fromEntries(meant.map((unit) => [unit, listed]));
}
