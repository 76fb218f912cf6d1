/**
 * Which axes a combination can have besides those that every cell has. An axis that nothing takes up is left out, as a
 * conditional axis is: an option that the framework lacks, a host where the device is no attached accelerator, a setting that
 * no board with this device has.
 */
import type { Board } from './board.js';
import type { LevelId } from './names.js';

/** The kind of machine that the device is plugged into on this board; null: the device is the machine itself. */
export function hostOn({ host }: Board, device: LevelId): LevelId | null {
  return host === undefined || host === device ? null : host;
}

/** What the axis `host` calls it: a device that is no accelerator there is its own host. */
export function machineOn(board: Board, device: LevelId): LevelId {
  return hostOn(board, device) ?? device;
}

export function boardsWith(device: LevelId, boards: Iterable<Board>): readonly Board[] {
  return [...boards].filter(({ devices }) => devices.includes(device));
}

/** By framework and device: the names of the axes that mean something for them. */
export type BoundAxes = (framework: string, device: string) => ReadonlySet<string>;

/** The same framework and device always give the same set object: what follows from it is remembered by it. */
export function createBoundAxes(
  boards: Iterable<Board>,
  optionsOf: (framework: string) => readonly string[],
): BoundAxes {
  const all = [...boards];
  const placesOf = remembering((device) => placesBoundBy(boardsWith(device as LevelId, all), device as LevelId));
  const both = remembering((framework) => {
    const options = optionsOf(framework);
    return remembering((device): ReadonlySet<string> => new Set([...options, ...placesOf(device)]));
  });
  return (framework, device) => both(framework)(device);
}

function placesBoundBy(offering: readonly Board[], device: LevelId): readonly string[] {
  const attached = offering.some((board) => hostOn(board, device) !== null);
  const settings = offering.flatMap((board) => [...(board.settings?.keys() ?? [])]);
  return ['board', 'unit', ...(attached ? ['host'] : []), ...settings];
}

function remembering<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const fresh = make(name);
    made.set(name, fresh);
    return fresh;
  };
}
