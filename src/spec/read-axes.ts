/** The axes of a block and its zip groups: bound, with levels that exist. */

import { suggest } from '#core/suggest.js';
import { boardsWith } from '#domain/bound-axes.js';
import type { Axis } from '#domain/experiment.js';
import { builtInAxes, requiredAxes } from '#domain/levels.js';
import { axisName, type LevelId, levelId } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';
import { type Bindings, isBuiltIn, toolchainOf } from './bindings.js';
import { onlyByReboot } from './board-settings.js';
import type { Cursor } from './cursor.js';
import { type BlockContext, readLevel } from './read-level.js';
import { readMatch } from './read-match.js';

/** The toolchains that the block's frameworks stand for. */
export function toolchainsOfBlock(
  block: Cursor,
  bindings: Bindings,
): { readonly toolchains: readonly Toolchain[]; readonly unresolved: boolean } {
  const found = namesOfBlock(block, 'framework').map((name) => toolchainOf(name, bindings));
  const toolchains = [...new Set(found.filter((toolchain) => toolchain !== undefined))];
  return { toolchains, unresolved: toolchains.length === 0 || found.includes(undefined) };
}

/** All levels of an axis as they are written, whether in an axis, a zip group or a whole cell. */
export function namesOfBlock(block: Cursor, axis: 'device' | 'framework'): readonly string[] {
  const written = [block.at('axes'), ...(block.at('zip')?.items() ?? [])].map((axes) => axes?.at(axis));
  const included = (block.at('include')?.items() ?? []).flatMap((row) => row.at(axis) ?? []);
  return [...new Set([...written.flatMap(levelCursors), ...included].map((cursor) => cursor.text ?? ''))];
}

/** Whether one of the declared names is probably a built-in axis misspelt. */
export function meantIn(declared: Iterable<string>, axis: string): boolean {
  return [...declared].slice(0, 100).some((name) => !isBuiltIn(name) && suggest(name, [axis]) !== null);
}

export function readAxes(cursor: Cursor | undefined, context: BlockContext): Axis[] {
  return (cursor?.members() ?? []).map(([name, axis]) => readAxis(name, axis, context));
}

export function readZip(cursor: Cursor | undefined, context: BlockContext): Axis[][] {
  return (cursor?.items() ?? []).map((group) => {
    const axes = readAxes(group, context);
    const counts = group.members().map(([name, axis]) => ({ name, count: countOf(name, axis, context) }));
    if (new Set(counts.map(({ count }) => count)).size > 1) {
      const lengths = counts.map(({ name, count }) => `${name}: ${count}`);
      context.problems.add('spec/zip-unequal', group.mark, { lengths });
    }
    return axes;
  });
}

/** One name, one axis: in a product with itself an axis would mean nothing. */
export function checkNames(block: Cursor, { problems }: BlockContext): void {
  const groups = [block.at('axes'), ...(block.at('zip')?.items() ?? [])];
  const seen = new Set<string>();
  for (const [name, axis] of groups.flatMap((axes) => axes?.members() ?? [])) {
    if (seen.has(name)) problems.add('spec/duplicate-axis', axis.keyMark, { axis: name });
    seen.add(name);
  }
  const axes = block.at('axes');
  if (axes?.kind !== 'map') return;
  const missing = requiredAxes.filter((axis) => !seen.has(axis) && !meantIn(seen, axis));
  for (const axis of missing) problems.add('spec/missing-axis', axes.keyMark, { axis, declared: [...seen] });
}

function readAxis(name: string, cursor: Cursor, context: BlockContext): Axis {
  checkBound(name, cursor, context);
  const levels = isAll(name, cursor)
    ? allBoards(context)
    : levelCursors(cursor)
        .map((item) => readLevel(name, item, context))
        .filter((level) => level !== undefined);
  const only = cursor.at('only');
  return { name: axisName(name), levels, ...(only ? { only: readMatch(only, context) } : {}), at: cursor.keyMark };
}

/** `board: all`: every board that offers a device of the block, so that a board more is a cell more. */
function isAll(name: string, cursor: Cursor): boolean {
  const written = cursor.kind === 'map' ? cursor.at('values') : cursor;
  return name === 'board' && written?.kind === 'scalar' && written.text === 'all';
}

function allBoards({ devices, bindings }: BlockContext): readonly LevelId[] {
  const { boards } = bindings.inventory;
  const offering = new Set(devices.flatMap((device) => boardsWith(levelId(device), boards.values())));
  return [...boards.values()].filter((board) => offering.has(board)).map(({ id }) => levelId(id));
}

function countOf(name: string, cursor: Cursor, context: BlockContext): number {
  return isAll(name, cursor) ? allBoards(context).length : levelCursors(cursor).length;
}

/** Levels standing twice in a plain axis would only be dropped; in a zip group they pair with different partners. */
export function checkDuplicates(axes: Cursor | undefined, { problems }: BlockContext): void {
  for (const [axis, cursor] of axes?.members() ?? []) {
    const seen = new Set<string>();
    for (const item of levelCursors(cursor)) {
      if (item.text === undefined) continue;
      if (seen.has(item.text)) problems.add('spec/duplicate-level', item.mark, { axis, level: item.text });
      seen.add(item.text);
    }
  }
}

export function checkBound(name: string, cursor: Cursor, context: BlockContext): boolean {
  const { toolchains, settings, problems } = context;
  const options = toolchains.flatMap((toolchain) => Object.keys(toolchain.options));
  if (isBuiltIn(name)) return true;
  if (options.includes(name) && settings.has(name)) {
    problems.add('spec/ambiguous-axis', cursor.keyMark, { axis: name });
    return false;
  }
  if (onlyByReboot(name, settings)) {
    problems.add('spec/not-yet', cursor.keyMark, { setting: 'setting by reboot', value: name });
    return false;
  }
  if (options.includes(name) || settings.has(name)) return true;
  // It may be an option of the framework that could not be found: that is said there.
  if (context.unresolved) return false;
  const bound = [...new Set([...builtInAxes, ...options, ...settings.keys()])];
  problems.add('spec/unbound-axis', cursor.keyMark, { axis: name, bound, suggestion: suggest(name, bound) });
  return false;
}

/** The list itself, or `values` of the long form. */
function levelCursors(axis: Cursor | undefined): readonly Cursor[] {
  if (axis?.kind === 'map') return axis.at('values')?.items() ?? [];
  return axis?.items() ?? [];
}
