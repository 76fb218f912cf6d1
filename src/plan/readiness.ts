/** Where a toolchain can be used, asked of each machine as the planner asks it: what `toolchains` says, a plan would do. */
import type { Board, Device, Inventory } from '#domain/board.js';
import { buildersOf } from '#domain/builders.js';
import type { Known } from '#domain/known.js';
import { machinesOf } from '#domain/machines.js';
import type { BoardId } from '#domain/names.js';
import type { Fitness, Readiness } from '#domain/readiness.js';
import { interpreters, type Runner, type Toolchain } from '#domain/toolchain.js';
import { foundOf } from '#domain/used-tools.js';
import { installPieces, isPrepared } from './install.js';
import { fitOf, lacking, needsOf, type ToolNeeds } from './tools.js';

interface Place {
  readonly machine: BoardId;
  readonly toolchain: Toolchain;
  readonly known: Pick<Known, 'boards'>;
}

/** Of every machine of the inventory, boards first. */
export function readinessOf(
  toolchain: Toolchain,
  inventory: Inventory,
  known: Pick<Known, 'boards'>,
): readonly Readiness[] {
  const builders = buildersOf(inventory);
  return [...machinesOf(inventory).values()].map((machine) => {
    const place = { machine: machine.id, toolchain, known };
    const measures = hasUnit(machine, inventory, toolchain);
    const builds = builders.has(machine.id);
    const done = toolchain.conversions.filter(({ where }) => (where === 'builder' ? builds : measures));
    return {
      machine: machine.id,
      measures,
      builds,
      runners: measures
        ? toolchain.runners.map((runner) => ({ name: runner.name, fitness: ofRunner(runner, place) }))
        : [],
      conversions: done.map((each) => ({ id: each.id, fitness: fitnessOf(needsOf(each), place) })),
      tools: toolsOf(place),
    };
  });
}

function hasUnit({ devices }: Board, inventory: Inventory, { on }: Toolchain): boolean {
  const offered = devices.flatMap((id): Device[] => {
    const device = inventory.devices.get(id);
    return device ? [device] : [];
  });
  return offered.some(({ id, units }) =>
    on.some(({ unit, devices: only }) => units.includes(unit) && (only?.includes(id) ?? true)),
  );
}

function ofRunner({ name, needs }: Runner, place: Place): Fitness {
  return fitnessOf({ tools: needs }, place, name);
}

/** `name`: what the way to install it is called where no interpreter is part of it. */
function fitnessOf(needs: ToolNeeds, { machine, toolchain, known }: Place, name = 'it'): Fitness {
  const fit = fitOf(machine, { ...needs, version: null }, known);
  switch (fit.kind) {
    case 'met':
      return { kind: 'ready' };
    case 'unknown':
      return { kind: 'unknown' };
    case 'silent':
      return { kind: 'silent', because: fit.because };
    case 'missing': {
      const by = interpreters.find((each) => needs.tools.includes(each)) ?? name;
      const install = [[toolchain.name, by, ...installPieces(fit.lacks, toolchain, null)].join(' ')];
      const prepare = isPrepared(fit.lacks, toolchain) ? { prepare: toolchain.name } : {};
      return { kind: 'missing', because: lacking(machine, fit.lacks, { install, ...prepare }) };
    }
  }
}

function toolsOf({ machine, toolchain: { probes }, known }: Place): Readiness['tools'] {
  const facts = known.boards.get(machine);
  if (facts?.kind !== 'known') return {};
  const { tools } = facts.value;
  return Object.fromEntries(
    probes.flatMap(({ name }) => {
      if (!Object.hasOwn(tools, name)) return [];
      const versions = foundOf(tools, name).map(({ version }) => version);
      return [[name, versions.length > 0 ? [...new Set(versions)] : null]];
    }),
  );
}
