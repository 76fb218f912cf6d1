/** A level where it is written: text of the right form that stands for something. */
import type { LevelId } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';
import { type Bindings, checkBuiltInLevel, checkOptionLevel, isBuiltIn } from './bindings.js';
import { checkSettingLevel, type SettingsOfBlock } from './board-settings.js';
import type { Cursor } from './cursor.js';
import { levelOf } from './fields.js';
import type { Problems } from './problems.js';

/** What reading one block needs: the names of the file, and the toolchains and boards that the block uses. */
export interface BlockContext {
  readonly bindings: Bindings;
  readonly problems: Problems;
  readonly toolchains: readonly Toolchain[];
  /** A framework of the block is not known: what only it has cannot be told. */
  readonly unresolved: boolean;
  readonly devices: readonly string[];
  readonly settings: SettingsOfBlock;
}

export function readLevel(axis: string, cursor: Cursor, context: BlockContext): LevelId | undefined {
  const level = levelOf(cursor, context.problems);
  if (level !== undefined) checkLevel(axis, level, { ...context, cursor });
  return level;
}

/** A device of the inventory, a value that the option or the setting takes. */
export function checkLevel(axis: string, level: LevelId, place: BlockContext & { readonly cursor: Cursor }): void {
  if (isBuiltIn(axis)) checkBuiltInLevel(axis, level, place);
  else if (place.settings.has(axis)) checkSettingLevel(axis, level, place);
  else checkOptionLevel(axis, level, place);
}
