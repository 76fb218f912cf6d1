/** Which boards a command of `boards` is about: words that are files name the inventory or an experiment, others are names. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { suggest } from '#core/suggest.js';
import type { Board, Inventory } from '#domain/board.js';
import { buildersOf } from '#domain/builders.js';
import { type BoardId, boardId } from '#domain/names.js';
import { defaultInventory, readInventory } from '#spec/inventory.js';
import { recognise } from '#spec/kind.js';
import { describeManyFiles, describeNoBoard, describeNoInventory } from '#wording/boards.js';
import { shippedDevices } from './devices.js';
import { shown, yamlFilesIn } from './nearby.js';
import { UserMistake } from './output.js';
import { type Project, projectHere, projectOfExperiment, projectOfInventory } from './project.js';
import { understood } from './source-text.js';
import { readSpecFiles, type SpecFiles } from './spec-files.js';
import { readTextFile } from './text-file.js';

export interface BoardsNamed {
  readonly inventory: Inventory;
  /** Those that were named, or all. */
  readonly boards: ReadonlyMap<BoardId, Board>;
  /** As a person would write it; null: this machine, without an inventory. */
  readonly file: string | null;
  readonly experiment: SpecFiles | null;
  readonly project: Project;
  /** False: a look at this machine makes no project where there is none. */
  readonly isKept: boolean;
}

export interface NamingOptions {
  readonly inventory?: string;
  readonly store?: string;
}

export function boardsNamed(words: readonly string[], options: NamingOptions): BoardsNamed {
  const files = [...words.filter(isFile), ...(options.inventory === undefined ? [] : [options.inventory])];
  if (files.length > 1) throw new UserMistake(describeManyFiles(files));
  const place = placeOf(files[0] ?? inventoryHere(), options);
  const names = words.filter((word) => !isFile(word));
  return { ...place, boards: chosen(place.inventory, names, place.file) };
}

/** The same with builders among the names: they have environments too, and offer no device. */
export function machinesNamed(words: readonly string[], options: NamingOptions): BoardsNamed {
  const files = [...words.filter(isFile), ...(options.inventory === undefined ? [] : [options.inventory])];
  if (files.length > 1) throw new UserMistake(describeManyFiles(files));
  const place = placeOf(files[0] ?? inventoryHere(), options);
  const builders = [...buildersOf(place.inventory)].map(([id, builder]) => [id, { ...builder, devices: [] }] as const);
  const inventory = { ...place.inventory, boards: new Map<BoardId, Board>([...builders, ...place.inventory.boards]) };
  return {
    ...place,
    boards: chosen(
      inventory,
      words.filter((word) => !isFile(word)),
      place.file,
    ),
  };
}

const isFile = (word: string): boolean => /\.ya?ml$/.test(word);

/** `inventory/lab.yaml`, or the only one there is. */
function inventoryHere(): string | undefined {
  const usual = resolve('inventory', 'lab.yaml');
  if (existsSync(usual)) return usual;
  // The catalogue of kinds of devices names no boards.
  const files = yamlFilesIn(resolve('inventory')).filter((file) => !file.endsWith('devices.yaml'));
  return files.length === 1 ? files[0] : undefined;
}

function placeOf(file: string | undefined, { store }: NamingOptions): Omit<BoardsNamed, 'boards'> {
  if (file === undefined) {
    const { project, exists } = projectHere(process.cwd(), store);
    return { inventory: defaultInventory(), file: null, experiment: null, project, isKept: exists };
  }
  const path = resolve(file);
  const name = shown(path);
  const source = { name, text: understood(readTextFile({ path, name, what: 'inventory' }), name) };
  const { kind } = understood(recognise(source), name);
  if (kind === 'experiment') {
    const experiment = readSpecFiles(file);
    const project = projectOfExperiment(file, store);
    return { inventory: experiment.inventory, file: name, experiment, project, isKept: true };
  }
  if (kind !== 'inventory') throw new UserMistake(describeNoInventory(name, kind));
  const inventory = understood(readInventory(source, shippedDevices), name);
  return { inventory, file: name, experiment: null, project: projectOfInventory(file, store), isKept: true };
}

function chosen({ boards }: Inventory, names: readonly string[], file: string | null): ReadonlyMap<BoardId, Board> {
  if (names.length === 0) return boards;
  return new Map(
    names.map((name) => {
      const board = boards.get(boardId(name));
      if (board) return [board.id, board];
      const known = [...boards.keys()];
      throw new UserMistake(describeNoBoard({ name, known, suggestion: suggest(name, known), file }));
    }),
  );
}
