/** `matrix:` → blocks. */
import type { Block } from '#domain/experiment.js';
import type { Bindings } from './bindings.js';
import { settingsOf } from './board-settings.js';
import type { Cursor } from './cursor.js';
import type { Problems } from './problems.js';
import { checkDuplicates, checkNames, namesOfBlock, readAxes, readZip, toolchainsOfBlock } from './read-axes.js';
import type { BlockContext } from './read-level.js';
import { checkOnly, readExcludes, readIncludes, readOverrides, readRequirements } from './read-rules.js';

export function readMatrix(cursor: Cursor | undefined, bindings: Bindings, problems: Problems): Block[] {
  if (!cursor) return [];
  const blocks = cursor.kind === 'list' ? cursor.items() : [cursor];
  return blocks.map((block) => {
    const devices = namesOfBlock(block, 'device');
    const settings = settingsOf(devices, bindings.inventory);
    return readBlock(block, { bindings, problems, devices, settings, ...toolchainsOfBlock(block, bindings) });
  });
}

function readBlock(block: Cursor, context: BlockContext): Block {
  const axes = readAxes(block.at('axes'), context);
  const zip = readZip(block.at('zip'), context);
  const all = [...axes, ...zip.flat()];
  checkNames(block, context);
  checkDuplicates(block.at('axes'), context);
  for (const group of [block.at('axes'), ...(block.at('zip')?.items() ?? [])]) checkOnly(group, all, context);
  return {
    axes,
    zip,
    exclude: readExcludes(block.at('exclude'), all, context),
    include: readIncludes(block.at('include'), all, context),
    requires: readRequirements(block.at('requires'), context),
    overrides: readOverrides(block.at('overrides'), all, context),
    at: block.at('axes')?.keyMark ?? block.mark,
  };
}
