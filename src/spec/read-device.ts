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
    ...optional('precisions', textsOf(written.at('precisions'))),
    attributes: attributesOf(written.at('attributes')),
    ...optional('sources', textsOf(written.at('sources'))),
  };
}
