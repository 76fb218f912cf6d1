/** The texts that a person wrote, read from disk and understood, or everything that is wrong with them in one message. */
import { dirname, resolve } from 'node:path';
import { err, ok, type Result } from '#core/result.js';
import type { Inventory } from '#domain/board.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import type { Expansion } from '#domain/expansion.js';
import type { Experiment } from '#domain/experiment.js';
import { levelId } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';
import { expand } from '#matrix/expand.js';
import { type OpenedExperiment, openExperiment } from '#spec/experiment.js';
import { defaultInventory, readInventory, withCatalogue } from '#spec/inventory.js';
import { staysIn } from '#spec/paths.js';
import { shippedDevices } from './devices.js';
import { missingFiles } from './missing-files.js';
import { shown } from './nearby.js';
import { climbMaxOf } from './project-folder.js';
import { understood } from './source-text.js';
import { readTextFile } from './text-file.js';
import { type KnownToolchains, readToolchains } from './toolchains.js';

export interface SpecFiles {
  /** Where relative paths of the experiment start. */
  readonly folder: string;
  readonly spec: SourceText;
  readonly inventoryText: string | null;
  readonly experiment: Experiment;
  readonly expansion: Expansion;
  readonly inventory: Inventory;
  /** Only those that the experiment uses, and who answers for its sources: no other is asked for on a board. */
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  /** Models and data that are not there, each where it is named. Their cells are unavailable until they are. */
  readonly missing: readonly Diagnostic[];
}

/** `text` stands in for a file that is gone: a run set keeps the words it began with. */
export function readSpecFiles(file: string, text?: string): SpecFiles {
  return understood(checkSpecFiles(file, text), shown(resolve(file)));
}

/** Everything that an experiment needs, or all that is wrong with it. */
function checkSpecFiles(file: string, given?: string): Result<SpecFiles, Diagnostic[]> {
  const path = resolve(file);
  const name = shown(path);
  const text = given === undefined ? readTextFile({ path, name, what: 'experiment' }) : ok(given);
  if (!text.ok) return text;
  const spec = { name, text: text.value };
  const opened = openExperiment(spec);
  return opened.ok ? checkOpened(spec, opened.value, dirname(path)) : opened;
}

/** `folder`: where its relative paths start. */
export function checkOpened(
  spec: SourceText,
  opened: OpenedExperiment,
  folder: string,
): Result<SpecFiles, Diagnostic[]> {
  const climbMax = climbMaxOf(folder);
  const inventory = inventoryOf(opened, folder, climbMax);
  const known = readToolchains(folder);
  // What an inventory that cannot be used would have had is not missed in the experiment too.
  const devices = inventory.ok ? inventory.value.inventory : undefined;
  const read = opened.read({
    inventory: devices ?? defaultInventory(),
    toolchains: known.toolchains,
    climbMax,
  });
  if (!inventory.ok) return err([...inventory.error, ...withoutDevices(read.ok ? [] : read.error)]);
  if (!read.ok) return err(withBroken(read.error, known));
  const experiment = read.value;
  const used = usedToolchains(experiment, known.toolchains);
  const toolchains = new Map([...known.toolchains].filter(([name]) => used.has(name)));
  const expansion = expand(experiment, { inventory: inventory.value.inventory, toolchains });
  if (!expansion.ok) return expansion;
  const missing = missingFiles(opened.files, folder);
  return ok({ folder, spec, ...inventory.value, experiment, expansion: expansion.value, toolchains, missing });
}

/** Those that measure, those that sources are built with, and who answers for sources that none of them loads as they are. */
function usedToolchains(experiment: Experiment, all: KnownToolchains['toolchains']): ReadonlySet<string> {
  const sources = [...experiment.models.values()].flatMap((model) => model.sources);
  const used = new Set([
    ...[...experiment.frameworks.values()].map(({ toolchain }) => toolchain),
    ...sources.flatMap(({ build }) => build?.toolchain ?? []),
  ]);
  const answering = (format: string): readonly string[] =>
    [...all.values()].filter(({ answers = [] }) => answers.includes(format)).map(({ name }) => name);
  for (const format of new Set(sources.map((source) => source.format))) {
    const able = answering(format);
    if (!able.some((name) => used.has(name))) for (const name of able) used.add(name);
  }
  return used;
}

interface InventoryText {
  readonly inventory: Inventory;
  readonly inventoryText: string | null;
}

/** A path that leads out of the project is told with the rest of the experiment, and nothing is read there. */
function inventoryOf(
  { inventory: named, devices }: OpenedExperiment,
  folder: string,
  climbMax: number,
): Result<InventoryText, Diagnostic[]> {
  if (named === undefined || !staysIn(named.path, climbMax))
    return ok({ inventory: knowing(defaultInventory(), devices), inventoryText: null });
  const path = resolve(folder, named.path);
  const name = shown(path);
  const text = readTextFile({ path, name, what: 'inventory', at: named.at });
  if (!text.ok) return text;
  const read = readInventory({ name, text: text.value }, shippedDevices);
  return read.ok ? ok({ inventory: knowing(read.value, devices), inventoryText: text.value }) : read;
}

/** A device that no board offers is still a device, when the catalogue has it. */
function knowing(inventory: Inventory, devices: readonly string[]): Inventory {
  const strange = devices.some((device) => !inventory.devices.has(levelId(device)));
  return strange ? withCatalogue(inventory, shippedDevices()) : inventory;
}

function withoutDevices(errors: readonly Diagnostic[]): readonly Diagnostic[] {
  return errors.filter(({ code, facts }) => !(code === 'spec/unknown-level' && facts['axis'] === 'device'));
}

/** A framework may be unknown only because its toolchain is wrong: then that is said, in its place. */
function withBroken(errors: readonly Diagnostic[], { problems }: KnownToolchains): Diagnostic[] {
  const named = new Set<string>();
  const rest = errors.filter(({ facts }) => {
    const name =
      facts['axis'] === 'framework' ? facts['level'] : facts['what'] === 'toolchain' ? facts['name'] : undefined;
    if (typeof name !== 'string' || !problems.has(name)) return true;
    named.add(name);
    return false;
  });
  return [...[...named].flatMap((name) => problems.get(name) ?? []), ...rest];
}
