/** `init`: looks into the files, decides, proves that what it would write can be read, and only then writes. */
import { readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { present } from '#core/invariant.js';
import type { Inventory } from '#domain/board.js';
import type { Starter } from '#domain/starter.js';
import { readExperiment } from '#spec/experiment.js';
import { readInventory } from '#spec/inventory.js';
import { type LookedAt, starterOf } from '#spec/starter.js';
import {
  initWords,
  labelsWithoutData,
  nextCommands,
  noModelWords,
  nothingWritten,
  quickstartAlone,
  thereAlready,
  unknownBoard,
} from '#wording/init.js';
import { describeStarterMistake } from '#wording/starter-mistake.js';
import { experimentYaml, inventoryYaml } from '#wording/starter-yaml.js';
import { lookerIntoModels } from './compose-init.js';
import { shippedDevices } from './devices.js';
import { bringIn, type Deeds, type Placed, placedFile, put, putSchemas, textIfThere } from './init-files.js';
import type { InitOptions } from './init-options.js';
import { copyQuickstart } from './init-quickstart.js';
import { print, printJson, UserMistake } from './output.js';
import { understood } from './source-text.js';
import { readToolchains } from './toolchains.js';

const inventoryPlace = 'inventory/this-machine.yaml';
const frameworks = ['onnxruntime', 'onnxruntime-web'] as const;

export async function initProject(models: readonly string[], options: InitOptions): Promise<void> {
  refuse(models, options);
  if (options.quickstart) return copyQuickstart(options);
  const files = placedFiles(models, options);
  const inventoryText = textIfThere(inventoryPlace) ?? inventoryYaml(options.board ?? 'this-machine');
  const inventory = understood(
    readInventory({ name: inventoryPlace, text: inventoryText }, shippedDevices),
    inventoryPlace,
  );
  const starter = await decided(files, options, deviceOf(inventory, options.board));
  const place = `experiments/${starter.name}.yaml`;
  const text = experimentYaml(starter, place);
  const { toolchains } = readToolchains(process.cwd());
  // Its project is this folder: one above its own.
  understood(readExperiment({ name: place, text }, { inventory, toolchains, climbMax: 1 }), place);
  const there = textIfThere(place);
  if (there !== undefined && there !== text && !options.force) throw new UserMistake(thereAlready(place, 'experiment'));
  const deeds: Deeds = { written: [], kept: [] };
  put(place, text, { deeds, replace: options.force === true });
  put(inventoryPlace, inventoryText, { deeds, replace: false });
  putSchemas(deeds);
  for (const file of [...files.models, ...files.data]) bringIn(file, deeds);
  if (options.json) printJson(viewOf(starter, place, deeds));
  else print(initWords(starter, place, deeds));
}

function refuse(models: readonly string[], { quickstart, labels, data }: InitOptions): void {
  if (quickstart && models.length > 0) throw new UserMistake(quickstartAlone);
  if (!quickstart && models.length === 0) throw new UserMistake(noModelWords(modelsHere()));
  if (labels !== undefined && data === undefined) throw new UserMistake(labelsWithoutData);
}

interface PlacedFiles {
  readonly models: readonly Placed[];
  /** Items, and labels if there are any. */
  readonly data: readonly Placed[];
}

function placedFiles(models: readonly string[], { data, labels, copy }: InitOptions): PlacedFiles {
  const arrays = [data, labels].filter((file) => file !== undefined);
  return {
    models: [...new Set(models)].map((file) => placedFile(file, 'models', copy === true)),
    data: arrays.map((file) => placedFile(file, 'data', copy === true)),
  };
}

async function decided(files: PlacedFiles, options: InitOptions, device: string): Promise<Starter> {
  const looker = lookerIntoModels();
  const models = lookedAt(files.models, await looker.models(files.models.map(({ from }) => from)));
  const [items, labels] = lookedAt(files.data, await looker.arrays(files.data.map(({ from }) => from)));
  const { toolchains } = readToolchains(process.cwd());
  const knownPrecisions = present(toolchains.get(frameworks[0]), frameworks[0]).precisions;
  const found = starterOf({
    models,
    data: items ? { images: items, labels: labels ?? null } : null,
    shapes: options.shape ?? [],
    precision: options.precision ?? null,
    knownPrecisions,
    sessions: options.sessions ?? null,
    frameworks,
    name: options.name ?? null,
    inventory: `../${inventoryPlace}`,
    device,
  });
  if (found.ok) return found.value;
  throw new UserMistake(nothingWritten(found.error.map(describeStarterMistake)));
}

function lookedAt<Look>(files: readonly Placed[], looks: readonly Look[]): readonly LookedAt<Look>[] {
  return files.map(({ file, place }, at) => ({
    file,
    path: fromExperiments(place),
    look: present(looks[at], `look into ${file}`),
  }));
}

/** Experiments name files from their own folder. */
function fromExperiments(place: string): string {
  return place.startsWith('experiments/') ? place.slice('experiments/'.length) : `../${place}`;
}

/** What the board that was asked for is, or the first one. */
function deviceOf({ boards }: Inventory, asked: string | undefined): string {
  const known = [...boards.values()];
  const board = asked === undefined ? known[0] : known.find(({ id }) => id === asked);
  if (asked !== undefined && !board) throw new UserMistake(unknownBoard(asked, inventoryPlace, [...boards.keys()]));
  return board?.devices[0] ?? 'this-machine';
}

function viewOf(starter: Starter, experiment: string, { written, kept }: Deeds) {
  const { models, cells, sessions, aboutMs } = starter;
  return {
    view: 'init',
    format: 1,
    experiment,
    inventory: inventoryPlace,
    written,
    kept,
    cells,
    sessions,
    aboutNs: aboutMs * 1e6,
    models: models.map(({ name, input, sources }) => ({
      name,
      input: { name: input.name, shape: input.shape },
      sources,
    })),
    next: nextCommands(experiment),
  };
}

/** Where people keep them: here, or one folder below. */
function modelsHere(): readonly string[] {
  const folders = readdirSync('.', { withFileTypes: true }).filter(
    (one) => one.isDirectory() && one.name !== 'node_modules',
  );
  const names = ['.', ...folders.map(({ name }) => name)].flatMap((folder) => onnxIn(folder));
  return names.slice(0, 8);
}

function onnxIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.onnx'));
    return names.sort().map((name) => relative('.', `${folder}/${name}`));
  } catch {
    return [];
  }
}
