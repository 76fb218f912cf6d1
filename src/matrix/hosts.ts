/**
 * An accelerator that is plugged into machines of several kinds: which of them is meant must be said, because the same stick
 * with the same model is faster on one than on the other, and the fingerprint names the host.
 */
import type { Board } from '#domain/board.js';
import { boardsWith, machineOn } from '#domain/bound-axes.js';
import type { Cell } from '#domain/cell.js';
import type { Mark } from '#domain/diagnostic.js';
import type { Block } from '#domain/experiment.js';
import { axisName, type BoardId, type LevelId, levelId } from '#domain/names.js';

const [device, host, board] = [axisName('device'), axisName('host'), axisName('board')];

export interface UnsaidHost {
  readonly device: string;
  readonly hosts: readonly string[];
  readonly boards: readonly string[];
  readonly at?: Mark;
}

export function unsaidHosts(
  block: Block,
  cells: readonly Cell[],
  boards: ReadonlyMap<BoardId, Board>,
): readonly UnsaidHost[] {
  const doubtful = doubtfulDevices(block, boards);
  if (doubtful.size === 0) return [];
  const unsaid = new Set<UnsaidHost>();
  for (const { levels } of cells) {
    const found = doubtful.get(levels.get(device) ?? levelId(''));
    if (found && !levels.has(host) && !levels.has(board)) unsaid.add(found);
  }
  return [...unsaid];
}

function doubtfulDevices(block: Block, boards: ReadonlyMap<BoardId, Board>): ReadonlyMap<LevelId, UnsaidHost> {
  const axis = [...block.axes, ...block.zip.flat()].find(({ name }) => name === device);
  const named = [...(axis?.levels ?? []), ...block.include.flatMap(({ levels }) => levels.get(device) ?? [])];
  const at = axis?.at ? { at: axis.at } : {};
  const doubtful = new Map<LevelId, UnsaidHost>();
  for (const level of new Set(named)) {
    const offering = boardsWith(level, boards.values());
    const hosts = [...new Set(offering.map((each) => machineOn(each, level)))];
    if (hosts.length > 1) doubtful.set(level, { device: level, hosts, boards: offering.map(({ id }) => id), ...at });
  }
  return doubtful;
}
