/**
 * What the inventory says about combinations of a device with a board or a host: a board that does not offer the device is
 * no cell of the experiment. Said as exclude rules, so that `plan` counts them and names the fact like any other reason.
 */
import type { Board } from '#domain/board.js';
import { boardsWith } from '#domain/bound-axes.js';
import type { Diagnostic } from '#domain/diagnostic.js';
import type { Axis, Block, ExcludeRule } from '#domain/experiment.js';
import { type LevelTest, oneOf } from '#domain/match.js';
import { type AxisName, axisName, type BoardId, type LevelId } from '#domain/names.js';
import { warning } from './idle-rules.js';

const boardAxis = axisName('board');
const hostAxis = axisName('host');
const deviceAxis = axisName('device');

export function impliedRules(block: Block, boards: ReadonlyMap<BoardId, Board>): readonly ExcludeRule[] {
  const named = axesOf(block, boardAxis).flatMap(({ levels }) => levels);
  if (named.length === 0) return [];
  const devices = [...new Set(axesOf(block, deviceAxis).flatMap(({ levels }) => levels))];
  const offers = devices
    .map((device) => ({ device, offering: boardsWith(device, boards.values()).map(({ id }) => id) }))
    .filter(({ offering }) => named.some((board) => !(offering as readonly string[]).includes(board)))
    .map(({ device, offering }) => ({
      match: new Map([
        [deviceAxis, oneOf(device)],
        [boardAxis, noneOf(offering)],
      ]),
      because: offering.length === 0 ? `no board offers ${device}` : `no other board offers ${device}`,
    }));
  return axesOf(block, hostAxis).length === 0 ? offers : [...offers, ...named.map((board) => hostRule(board, boards))];
}

/** The board decides what the host is: beside it, the axis `host` has one level that makes sense. */
function hostRule(board: LevelId, boards: ReadonlyMap<BoardId, Board>): ExcludeRule {
  const found = [...boards.values()].find(({ id }) => (id as string) === board);
  const machines = found?.host === undefined ? (found?.devices ?? []) : [found.host];
  const match = new Map([
    [boardAxis, oneOf(board)],
    [hostAxis, noneOf(machines)],
  ]);
  return { match, because: `${board} is a ${machines.join(' or ')}` };
}

/** A level of the axis that the inventory leaves without a cell is probably a slip. */
export function notOffered(block: Block, boards: ReadonlyMap<BoardId, Board>): Diagnostic[] {
  const named: readonly string[] = axesOf(block, boardAxis).flatMap(({ levels }) => levels);
  if (named.length === 0) return [];
  const devices = axesOf(block, deviceAxis).flatMap(({ levels }) => levels);
  const offered = (device: LevelId): readonly string[] => boardsWith(device, boards.values()).map(({ id }) => id);
  const found = devices.map((device) => ({ device, by: offered(device) }));
  return [
    ...levelsWithPlace(block, boardAxis)
      .filter(({ level }) => !found.some(({ by }) => by.includes(level)))
      .map(({ level, at }) => warning('matrix/not-offered', at, { axis: 'board', level, among: devices })),
    ...levelsWithPlace(block, deviceAxis)
      .filter(({ level }) => !offered(level).some((board) => named.includes(board)))
      .map(({ level, at }) => warning('matrix/not-offered', at, { axis: 'device', level, among: named })),
  ];
}

function levelsWithPlace(
  block: Block,
  axis: AxisName,
): readonly { readonly level: LevelId; readonly at: Pick<Axis, 'at'> }[] {
  return axesOf(block, axis).flatMap(({ levels, at }) =>
    [...new Set(levels)].map((level) => ({ level, at: at === undefined ? {} : { at } })),
  );
}

function axesOf({ axes, zip }: Block, name: AxisName): readonly Axis[] {
  return [...axes, ...zip.flat()].filter((axis) => axis.name === name);
}

function noneOf(levels: readonly string[]): LevelTest {
  // An empty list of refusals would let every level pass as well: "any level", which is what is meant when none is left.
  return { some: [], none: levels };
}
