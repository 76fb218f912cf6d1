/** YAML text → Inventory; and the inventory of somebody who wrote none. */
import { err, ok, type Result } from '#core/result.js';
import type { Board, Device, Inventory } from '#domain/board.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import { boardId, type LevelId, levelId } from '#domain/names.js';
import { readDocument } from './document.js';
import { readBoard } from './read-board.js';
import { readBuilders } from './read-builders.js';
import { readDevice } from './read-device.js';

const thisMachine = 'this-machine';

/** Only what is certain of every machine: it has a CPU. */
const thisDevice: Device = { id: levelId(thisMachine), units: ['cpu'], attributes: {} };

/** Devices that are known to every inventory without being listed. */
export type DeviceCatalogue = ReadonlyMap<LevelId, Device>;

export function defaultInventory(catalogue: DeviceCatalogue = new Map()): Inventory {
  const id = boardId(thisMachine);
  const board: Board = { id, transport: { kind: 'local' }, devices: [thisDevice.id], paths: {} };
  return { boards: new Map([[id, board]]), devices: new Map([[thisDevice.id, thisDevice], ...catalogue]) };
}

export function readInventory(
  source: SourceText,
  catalogue: DeviceCatalogue = new Map(),
): Result<Inventory, Diagnostic[]> {
  const reading = readDocument(source, 'inventory');
  if (!reading.ok) return reading;
  const { root, problems } = reading.value;
  const own = (root.at('devices')?.members() ?? []).map(readDevice);
  // Its own come first and win; what is said of a name that is not known lists them first too.
  const devices = new Map<LevelId, Device>([thisDevice, ...own].map((device) => [device.id, device]));
  for (const [id, device] of catalogue) if (!devices.has(id)) devices.set(id, device);
  const context = { devices, problems };
  const boards = new Map(
    (root.at('boards')?.members() ?? []).map((entry) => {
      const board = readBoard(entry, context);
      return [board.id, board];
    }),
  );
  const builders = readBuilders(root.at('builders'), boards, problems);
  if (problems.count > 0) return err(problems.sorted());
  return ok({ boards, devices, ...(builders ? { builders } : {}) });
}
