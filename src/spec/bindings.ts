/** What axes may bind to: the worlds of names that levels are taken from. An axis does something or is an error. */

import { suggest } from '#core/suggest.js';
import type { Inventory } from '#domain/board.js';
import { countMost, isCount, isCountAxis } from '#domain/count-axes.js';
import type { Framework } from '#domain/experiment.js';
import { builtInAxes } from '#domain/levels.js';
import type { LevelId } from '#domain/names.js';
import type { Toolchain, ToolchainOption } from '#domain/toolchain.js';
import type { Cursor } from './cursor.js';
import { likely } from './precisions.js';
import type { Problems } from './problems.js';

export interface Bindings {
  readonly inventory: Inventory;
  readonly models: readonly string[];
  /** Those that the file names; a bare toolchain name is looked up in `toolchains`. */
  readonly frameworks: ReadonlyMap<string, Framework>;
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  /** Those of the toolchains; others are possible. */
  readonly precisions: readonly string[];
}

function frameworkNames(bindings: Bindings): string[] {
  return [...new Set([...bindings.frameworks.keys(), ...bindings.toolchains.keys()])];
}

export function toolchainOf(framework: string, bindings: Bindings): Toolchain | undefined {
  return bindings.toolchains.get(bindings.frameworks.get(framework)?.toolchain ?? framework);
}

export function checkBuiltInLevel(axis: string, level: LevelId, where: Place): void {
  if (isCountAxis(axis)) {
    checkCount(axis, level, where);
    return;
  }
  const { bindings } = where;
  const known = namesOf(axis, bindings);
  // Where nothing is declared at all, that is what is wrong, and has been said.
  if (known.length === 0 || known.includes(level)) return;
  const suggestion = axis === 'precision' ? likely(level, known) : likelyOf(known, level, where.problems);
  if (axis === 'precision' && suggestion === null) return;
  where.problems.add('spec/unknown-level', where.cursor.mark, {
    axis,
    level,
    known,
    suggestion,
  });
}

function checkCount(axis: string, level: LevelId, { cursor, problems }: Place): void {
  if (isCount(level)) return;
  const allowed = [`1 to ${countMost}`];
  problems.add('spec/bad-option', cursor.mark, { option: axis, level, toolchain: null, allowed, suggestion: null });
}

/** The distance of words takes its time: who has made a hundred mistakes needs no more hints. */
function likelyOf(known: readonly string[], word: string, problems: Problems): string | null {
  return problems.count > 100 ? null : suggest(word, known);
}

function namesOf(axis: string, bindings: Bindings): readonly string[] {
  const { devices, boards } = bindings.inventory;
  switch (axis) {
    case 'device':
    case 'host':
      return [...devices.keys()];
    case 'board':
      return [...boards.keys()];
    case 'unit':
      return unitNames(bindings);
    case 'model':
      return bindings.models;
    default:
      return axis === 'precision' ? bindings.precisions : frameworkNames(bindings);
  }
}

/** Also those that only a toolchain knows: which unit a device has is told when the cell is planned. */
function unitNames({ inventory, toolchains }: Bindings): readonly string[] {
  const ofDevices = [...inventory.devices.values()].flatMap(({ units }) => units);
  return [...new Set([...ofDevices, ...[...toolchains.values()].flatMap(({ on }) => on.map(({ unit }) => unit))])];
}

export function checkOptionLevel(
  option: string,
  level: LevelId,
  where: Place & { readonly toolchains: readonly Toolchain[] },
): void {
  for (const { name, options } of where.toolchains) {
    const declared = Object.hasOwn(options, option) ? options[option] : undefined;
    if (!declared || accepts(declared, level)) continue;
    const allowed = allowedBy(declared);
    where.problems.add('spec/bad-option', where.cursor.mark, {
      option,
      level,
      toolchain: name,
      allowed,
      suggestion: suggest(level, allowed),
    });
  }
}

export interface Place {
  readonly cursor: Cursor;
  readonly bindings: Bindings;
  readonly problems: Problems;
}

export function isBuiltIn(axis: string): boolean {
  return builtInAxes.includes(axis);
}

export function accepts(option: ToolchainOption, level: LevelId): boolean {
  if (option.type === 'word') return option.values === undefined || option.values.includes(level);
  const value = /^-?[0-9]{1,15}$/.test(level) ? Number(level) : Number.NaN;
  return value >= (option.min ?? Number.NEGATIVE_INFINITY) && value <= (option.max ?? Number.POSITIVE_INFINITY);
}

export function allowedBy(option: ToolchainOption): string[] {
  if (option.type === 'word') return [...(option.values ?? [])];
  return [`${option.min ?? '…'} to ${option.max ?? '…'}`];
}
