/** Settings of boards that a cell asks for by its axes: `power_mode: MAXN`. */
import { byCodeUnit } from '#core/canonical-json.js';
import type { Board, BoardSetting, Inventory } from '#domain/board.js';
import { boardsWith } from '#domain/bound-axes.js';
import type { Levels } from '#domain/cell.js';
import { axisName, type LevelId } from '#domain/names.js';

export type WantedSettings = readonly { readonly name: string; readonly value: LevelId }[];

/** By the order of their names: equal wishes are equal texts. */
export function wantedSettings(levels: Levels, names: readonly string[]): WantedSettings {
  return names.flatMap((name) => {
    const value = levels.get(axisName(name));
    return value === undefined ? [] : { name, value };
  });
}

export function settingNames(device: LevelId, { boards }: Inventory): readonly string[] {
  const names = boardsWith(device, boards.values()).flatMap(({ settings }) => [...(settings?.keys() ?? [])]);
  return [...new Set(names)].sort(byCodeUnit);
}

/** A board that lacks one of them, or does not take the value, or must reboot for it, falls out. */
export function boardsThatTake(wanted: WantedSettings, boards: readonly Board[]): readonly Board[] {
  return boards.filter(({ settings }) =>
    wanted.every(({ name, value }) => {
      const setting = settings?.get(name);
      return setting !== undefined && setting.cost !== 'reboot' && (setting.values?.includes(value) ?? true);
    }),
  );
}

/** The greatest among the boards: the order of sessions is decided before the board is. */
export function costOf(name: string, boards: readonly Board[]): BoardSetting['cost'] {
  const costs = boards.flatMap(({ settings }) => settings?.get(name)?.cost ?? []);
  return costs.find((cost) => cost === 'restart') ?? 'none';
}
