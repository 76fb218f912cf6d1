/** The axes of a block and its zip groups: bound, with levels that exist. */

import { suggest } from '#core/suggest.js';
import type { Axis } from '#domain/experiment.js';
import { builtInAxes } from '#domain/levels.js';
import { axisName } from '#domain/names.js';
import { type NotYet, notYetSettings } from '#domain/not-yet.js';
import type { Toolchain } from '#domain/toolchain.js';
import { type Bindings, isBuiltIn, toolchainOf } from './bindings.js';
import type { Cursor } from './cursor.js';
import { type BlockContext, readLevel } from './read-level.js';
import { readMatch } from './read-match.js';

/** Options of the toolchains that the block's frameworks stand for, whether the frameworks are axes or whole cells. */
export function toolchainsOfBlock(block: Cursor, bindings: Bindings): Toolchain[] {
  const written = [block.at('axes'), ...(block.at('zip')?.items() ?? [])].map((axes) => axes?.at('framework'));
  const axes = written.flatMap((axis) => levelCursors(axis));
  const included = (block.at('include')?.items() ?? []).flatMap((row) => row.at('framework') ?? []);
  const names = new Set([...axes, ...included].map((cursor) => cursor.text ?? ''));
  const found = [...names].map((name) => toolchainOf(name, bindings)).filter((toolchain) => toolchain !== undefined);
  return [...new Set(found)];
}

export function readAxes(cursor: Cursor | undefined, context: BlockContext): Axis[] {
  return (cursor?.members() ?? []).map(([name, axis]) => readAxis(name, axis, context));
}

export function readZip(cursor: Cursor | undefined, context: BlockContext): Axis[][] {
  return (cursor?.items() ?? []).map((group) => {
    const axes = readAxes(group, context);
    const lengths = group.members().map(([name, axis]) => `${name}: ${levelCursors(axis).length}`);
    if (new Set(group.members().map(([, axis]) => levelCursors(axis).length)).size > 1) {
      context.problems.add('spec/zip-unequal', group.mark, { lengths });
    }
    return axes;
  });
}

/** One name, one axis: in a product with itself an axis would mean nothing. */
export function checkNames(block: Cursor, { problems }: BlockContext): void {
  const seen = new Set<string>();
  for (const axes of [block.at('axes'), ...(block.at('zip')?.items() ?? [])]) {
    for (const [name, axis] of axes?.members() ?? []) {
      if (seen.has(name)) problems.add('spec/duplicate-axis', axis.keyMark, { axis: name });
      seen.add(name);
    }
  }
  const axes = block.at('axes');
  if (axes?.kind !== 'map') return;
  for (const axis of builtInAxes) {
    if (!seen.has(axis)) problems.add('spec/missing-axis', axes.keyMark, { axis, declared: [...seen] });
  }
}

function readAxis(name: string, cursor: Cursor, context: BlockContext): Axis {
  checkBound(name, cursor, context);
  const levels = levelCursors(cursor)
    .map((item) => readLevel(name, item, context))
    .filter((level) => level !== undefined);
  const only = cursor.at('only');
  return { name: axisName(name), levels, ...(only ? { only: readMatch(only, context) } : {}), at: cursor.keyMark };
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

export function checkBound(name: string, cursor: Cursor, { toolchains, problems }: BlockContext): boolean {
  const options = toolchains.flatMap((toolchain) => Object.keys(toolchain.options));
  if (isBuiltIn(name) || options.includes(name)) return true;
  const refused = notYetAxis(name);
  if (refused) {
    problems.add('spec/not-yet', cursor.keyMark, { setting: refused, value: name });
    return false;
  }
  const bound = [...new Set([...builtInAxes, ...options])];
  problems.add('spec/unbound-axis', cursor.keyMark, { axis: name, bound, suggestion: suggest(name, bound) });
  return false;
}

/** The list itself, or `values` of the long form. */
function levelCursors(axis: Cursor | undefined): readonly Cursor[] {
  if (axis?.kind === 'map') return axis.at('values')?.items() ?? [];
  return axis?.items() ?? [];
}

function notYetAxis(name: string): NotYet | undefined {
  return notYetSettings.find((setting) => setting === `axis ${name}`);
}
