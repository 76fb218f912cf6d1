/**
 * What `requires` can ask for. `device.*` is what the axis `device` names, also when it is a stick; `host.*` the machine that
 * it is plugged into, and the device itself where it is a machine; `board.*` are the labels of the board.
 */
import type { Board, Inventory } from '#domain/board.js';
import { boardsWith, machineOn } from '#domain/bound-axes.js';
import type { Levels } from '#domain/cell.js';
import type { Experiment } from '#domain/experiment.js';
import { axisName, type LevelId } from '#domain/names.js';
import type { Attributes, AttributesOf } from './require.js';

const [device, model, host, board] = [axisName('device'), axisName('model'), axisName('host'), axisName('board')];

export function createAttributes({ models }: Experiment, { devices, boards }: Inventory): AttributesOf {
  const attributesOf = (owner: string, levels: Levels): Attributes | undefined => {
    if (owner === 'model') return models.get(levels.get(model) ?? '')?.attributes;
    if (owner === 'device') return attributesOfDevice(levels.get(device));
    const candidates = candidatesOf(levels, boards.values());
    return owner === 'host' ? attributesOfDevice(hostOf(levels, candidates)) : commonLabels(candidates);
  };
  const attributesOfDevice = (level: LevelId | undefined): Attributes | undefined =>
    level === undefined ? undefined : devices.get(level)?.attributes;
  const axes = (owner: string) => (owner === 'model' ? [model] : owner === 'device' ? [device] : [device, host, board]);
  return Object.assign(attributesOf, { axes });
}

/** The boards that the levels leave open. */
function candidatesOf(levels: Levels, boards: Iterable<Board>): readonly Board[] {
  const [of, on, plugged] = [levels.get(device), levels.get(board), levels.get(host)];
  if (of === undefined) return [];
  return boardsWith(of, boards).filter(
    (each) =>
      (on === undefined || (each.id as string) === on) && (plugged === undefined || machineOn(each, of) === plugged),
  );
}

/** Unknown where boards differ: which of them measures is decided later. */
function hostOf(levels: Levels, candidates: readonly Board[]): LevelId | undefined {
  const of = levels.get(device);
  if (of === undefined) return undefined;
  const machines = new Set(candidates.map((each) => machineOn(each, of)));
  const said = levels.get(host);
  return said ?? (machines.size === 1 ? [...machines][0] : candidates.length === 0 ? of : undefined);
}

/** Of a pool only what all its boards have in common: any of them may measure. */
function commonLabels([first, ...rest]: readonly Board[]): Attributes {
  const entries = Object.entries(first?.labels ?? {});
  return Object.fromEntries(entries.filter(([name, value]) => rest.every(({ labels }) => labels?.[name] === value)));
}
