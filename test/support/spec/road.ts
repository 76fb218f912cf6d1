/** The whole pure road in a few words: texts → experiment → cells → plan, on a world of which everything is known. */
import { digestOf } from '#core/digest.js';
import type { Result } from '#core/result.js';
import { bytes } from '#core/units.js';
import type { BoardFacts, Inventory } from '#domain/board.js';
import { unknownMoment } from '#domain/board-moment.js';
import type { Diagnostic } from '#domain/diagnostic.js';
import type { Expansion } from '#domain/expansion.js';
import type { Experiment } from '#domain/experiment.js';
import type { Known, Maybe } from '#domain/known.js';
import type { StoredFile } from '#domain/model.js';
import type { Plan } from '#domain/plan.js';
import type { Toolchain } from '#domain/toolchain.js';
import { expand } from '#matrix/expand.js';
import { decide } from '#plan/decide.js';
import { readExperiment } from '#spec/experiment.js';
import { defaultInventory } from '#spec/inventory.js';
import { readToolchain } from '#spec/toolchain.js';
import { renderDiagnostics } from '#wording/diagnostic.js';
import { nodeToolchain, plainToolchain } from './texts.js';

export function value<T>(result: Result<T, Diagnostic[]>): T {
  if (!result.ok) throw new Error(renderDiagnostics(result.error));
  return result.value;
}

export function errors<T>(result: Result<T, Diagnostic[]>): Diagnostic[] {
  if (result.ok) throw new Error('expected diagnostics, and there are none');
  return result.error;
}

export function toolchainsOf(...texts: readonly string[]): ReadonlyMap<string, Toolchain> {
  return new Map(
    texts.map((text) => {
      const toolchain = value(readToolchain({ name: 'toolchain.yaml', text }, '/toolchains'));
      return [toolchain.name, toolchain];
    }),
  );
}

const standardToolchains: ReadonlyMap<string, Toolchain> = toolchainsOf(nodeToolchain('ort'), plainToolchain('web'));

export function read(
  text: string,
  toolchains = standardToolchains,
  inventory = defaultInventory(),
): Result<Experiment, Diagnostic[]> {
  return readExperiment({ name: 'example.yaml', text }, { inventory, toolchains, climbMax: 0 });
}

export interface World {
  readonly experiment: Experiment;
  readonly inventory: Inventory;
  readonly toolchains: ReadonlyMap<string, Toolchain>;
}

export function worldOf(text: string, { toolchains = standardToolchains, inventory = defaultInventory() } = {}): World {
  return { experiment: value(read(text, toolchains, inventory)), inventory, toolchains };
}

export function cellsOf({ experiment, inventory, toolchains }: World): Expansion {
  return value(expand(experiment, { inventory, toolchains }));
}

export const facts: BoardFacts = {
  os: 'linux',
  kernel: '6.1',
  arch: 'x64',
  cpuModel: 'cpu',
  cpuCount: 2,
  memoryBytes: bytes(8e9),
  governor: null,
  machineId: 'machine',
  bootId: 'boot',
  model: null,
  serial: null,
  mac: null,
  freeBytes: null,
  moment: unknownMoment,
  node: { path: '/usr/bin/node', version: '20.19.0' },
  python: null,
  tools: {
    'ort-node': { kind: 'found', version: '1.20.1', at: '/modules' },
    web: { kind: 'found', version: '1.20.1', at: '/modules' },
  },
};

export function file(content: string, path: string): Maybe<StoredFile> {
  return { kind: 'known', value: { digest: digestOf(content), bytes: bytes(content.length), path: `/disk/${path}` } };
}

/** Every file is there, its content its own path; every board answers. */
export function knownOf({ experiment, inventory, toolchains }: World): Known {
  const names = [
    ...[...experiment.models.values()].flatMap(({ sources }) =>
      sources.flatMap(({ path, build }) => build?.inputs ?? [path]),
    ),
    ...[...experiment.data.values()].flatMap(({ path, labels }) => [path, labels ?? path]),
    ...[...toolchains.values()].flatMap(({ name, runners, conversions }) =>
      [...runners, ...conversions].flatMap(({ files }) => files.map((each) => `${name}/${each}`)),
    ),
  ];
  return {
    files: new Map(names.map((name) => [name, file(name, name)])),
    boards: new Map([...inventory.boards.keys()].map((id) => [id, { kind: 'known', value: facts }])),
    artifacts: new Map(),
    durations: new Map(),
  };
}

export function planOf(world: World, known: Known = knownOf(world)): Plan {
  return decide({ ...world, expansion: cellsOf(world) }, known);
}
