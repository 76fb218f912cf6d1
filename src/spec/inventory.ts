/** YAML text → Inventory; and the inventory of somebody who wrote none. */
import { err, ok, type Result } from '#core/result.js';
import type { Board, Device, Inventory } from '#domain/board.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import { boardId, type LevelId, levelId } from '#domain/names.js';
import { readDocument } from './document.js';
import { checkIdentities, checkLocks, sharedMachines } from './one-machine.js';
import { devicesOf, readBoard } from './read-board.js';
import { readBuilders } from './read-builders.js';
import { readDevice } from './read-device.js';

const thisMachine = 'this-machine';

/** Only what is certain of every machine: it has a CPU. */
const thisDevice: Device = { id: levelId(thisMachine), units: ['cpu'], attributes: {} };

/** Devices that are known to every inventory without being listed. */
export type DeviceCatalogue = ReadonlyMap<LevelId, Device>;

const noCatalogue = (): DeviceCatalogue => new Map();

export function defaultInventory(): Inventory {
  const id = boardId(thisMachine);
  const board: Board = { id, transport: { kind: 'local' }, devices: [thisDevice.id], paths: {} };
  return { boards: new Map([[id, board]]), devices: new Map([[thisDevice.id, thisDevice]]) };
}

export interface CheckedInventory {
  readonly inventory: Inventory;
  /** Devices of the file itself. */
  readonly declared: readonly LevelId[];
  readonly warnings: readonly Diagnostic[];
}

/** `catalogue` is asked only when a board names a device that the inventory does not declare itself. */
export function checkInventory(source: SourceText, catalogue = noCatalogue): Result<CheckedInventory, Diagnostic[]> {
  const reading = readDocument(source, 'inventory');
  if (!reading.ok) return reading;
  const { root, problems } = reading.value;
  const written = root.at('boards')?.members() ?? [];
  const declared = (root.at('devices')?.members() ?? []).map(readDevice);
  const devices = new Map([thisDevice, ...declared].map((device) => [device.id, device]));
  const strange = written.some(([, board]) => devicesOf(board).some((device) => !devices.has(device)));
  const known = strange ? withDevices(devices, catalogue()) : devices;
  const boards = written.map((entry) => [readBoard(entry, { devices: known, problems }), entry[1]] as const);
  checkIdentities(boards, problems);
  const byName = new Map(boards.map(([board]) => [board.id, board]));
  const builders = readBuilders(root.at('builders'), byName, problems);
  const builtOn = (root.at('builders')?.members() ?? []).flatMap(([name, cursor]) => {
    const builder = builders?.get(boardId(name));
    return builder ? [[builder, cursor] as const] : [];
  });
  checkLocks([...boards, ...builtOn], problems);
  if (problems.count > 0) return err(problems.sorted());
  const inventory = { boards: byName, devices: known, ...(builders ? { builders } : {}) };
  return ok({ inventory, declared: declared.map(({ id }) => id), warnings: sharedMachines(boards) });
}

export function readInventory(source: SourceText, catalogue = noCatalogue): Result<Inventory, Diagnostic[]> {
  const checked = checkInventory(source, catalogue);
  return checked.ok ? ok(checked.value.inventory) : checked;
}

/** An inventory whose devices are the catalogue. */
export function readCatalogue(source: SourceText): Result<DeviceCatalogue, Diagnostic[]> {
  const read = readInventory(source);
  if (!read.ok) return read;
  const devices = [...read.value.devices.values()].filter(({ id }) => id !== thisDevice.id);
  return ok(new Map(devices.map((device) => [device.id, { ...device, catalogued: true }])));
}

/** For an experiment that names devices which no board offers: they are known, and their cells say what is missing. */
export function withCatalogue(inventory: Inventory, catalogue: DeviceCatalogue): Inventory {
  return { ...inventory, devices: withDevices(inventory.devices, catalogue) };
}

/** Its own come first and win; what is said of a name that is not known lists them first too. */
function withDevices(own: DeviceCatalogue, catalogue: DeviceCatalogue): DeviceCatalogue {
  return new Map([...own, ...[...catalogue].filter(([id]) => !own.has(id))]);
}
