/** The texts that a person wrote, read from disk and understood, or everything that is wrong with them in one message. */
import { dirname, resolve } from 'node:path';
import { err } from '#core/result.js';
import type { Inventory } from '#domain/board.js';
import type { SourceText } from '#domain/diagnostic.js';
import type { Expansion } from '#domain/expansion.js';
import type { Experiment } from '#domain/experiment.js';
import type { Toolchain } from '#domain/toolchain.js';
import { expand } from '#matrix/expand.js';
import { inventoryPathOf, readExperiment } from '#spec/experiment.js';
import { defaultInventory, readInventory } from '#spec/inventory.js';
import { readText, shown, sourceAt, understood } from './source-text.js';
import { readToolchains } from './toolchains.js';

export interface SpecFiles {
  /** Where relative paths of the experiment start. */
  readonly folder: string;
  readonly spec: SourceText;
  readonly inventoryText: string | null;
  readonly experiment: Experiment;
  readonly expansion: Expansion;
  readonly inventory: Inventory;
  /** Only those that the experiment uses: no other is asked for on a board. */
  readonly toolchains: ReadonlyMap<string, Toolchain>;
}

/** `text` stands in for a file that is gone: a run set keeps the words it began with. */
export function readSpecFiles(file: string, text?: string): SpecFiles {
  const path = resolve(file);
  const folder = dirname(path);
  const spec: SourceText = { name: shown(path), text: text ?? readText(path, 'experiment') };
  const inventoryPath = understood(inventoryPathOf(spec), spec.name);
  const inventorySource = inventoryPath === null ? null : sourceAt(resolve(folder, inventoryPath), 'inventory');
  const inventory =
    inventorySource === null ? defaultInventory() : understood(readInventory(inventorySource), inventorySource.name);
  const known = readToolchains(folder);
  const read = readExperiment(spec, { inventory, toolchains: known.toolchains });
  // An experiment may be wrong only because a toolchain that it names is: then that is said first.
  const experiment = understood(read.ok ? read : err([...known.problems, ...read.error]), spec.name);
  const used = new Set([...experiment.frameworks.values()].map(({ toolchain }) => toolchain));
  const toolchains = new Map([...known.toolchains].filter(([name]) => used.has(name)));
  const expansion = understood(expand(experiment, { devices: inventory.devices, toolchains }), spec.name);
  return { folder, spec, inventoryText: inventorySource?.text ?? null, experiment, expansion, inventory, toolchains };
}
