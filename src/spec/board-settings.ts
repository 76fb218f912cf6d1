/** Axes that are settings of boards: which boards of a block have them, and which levels they take. */
import { suggest } from '#core/suggest.js';
import type { BoardSetting, Inventory } from '#domain/board.js';
import { boardsWith } from '#domain/bound-axes.js';
import { type LevelId, levelId } from '#domain/names.js';
import type { Place } from './bindings.js';

/** By name: what each board declares that offers a device of the block. */
export type SettingsOfBlock = ReadonlyMap<string, readonly BoardSetting[]>;

export function settingsOf(devices: Iterable<string>, { boards }: Inventory): SettingsOfBlock {
  const offering = new Set([...devices].flatMap((device) => boardsWith(levelId(device), boards.values())));
  const found = new Map<string, BoardSetting[]>();
  for (const { settings } of offering) {
    for (const [name, setting] of settings ?? []) found.set(name, [...(found.get(name) ?? []), setting]);
  }
  return found;
}

function takes({ values }: BoardSetting, level: LevelId): boolean {
  return values?.includes(level) ?? true;
}

export function checkSettingLevel(
  setting: string,
  level: LevelId,
  where: Place & { readonly settings: SettingsOfBlock },
): void {
  const declared = where.settings.get(setting) ?? [];
  if (declared.length === 0 || declared.some((each) => takes(each, level))) return;
  const known = [...new Set(declared.flatMap(({ values }) => values ?? []))];
  where.problems.add('spec/bad-setting', where.cursor.mark, {
    setting,
    level,
    known,
    suggestion: suggest(level, known),
  });
}

/** Nothing waits for a board to come back yet, so that such a setting cannot be applied within an attempt. */
export function onlyByReboot(setting: string, settings: SettingsOfBlock): boolean {
  const declared = settings.get(setting) ?? [];
  return declared.length > 0 && declared.every(({ cost }) => cost === 'reboot');
}
