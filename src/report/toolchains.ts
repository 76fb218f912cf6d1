/** `toolchains ls`: what each toolchain loads and computes on, and where it can be used, from what is remembered of machines. */
import type { Fitness, Readiness } from '#domain/readiness.js';
import type { Toolchain } from '#domain/toolchain.js';
import { reasonFor } from './board-facts.js';
import type { Reason } from './reason.js';

export interface ToolchainsLsView {
  readonly view: 'toolchains-ls';
  readonly format: 1;
  readonly inventory: string | null;
  readonly toolchains: readonly ToolchainView[];
  /** Of files that cannot be used, by the names of their folders: how many mistakes there are. */
  readonly broken: readonly { readonly name: string; readonly problems: number }[];
}

export interface ToolchainView {
  readonly name: string;
  readonly loads: string;
  readonly layout: string | null;
  readonly precisions: readonly string[];
  readonly units: readonly UnitView[];
  readonly runners: readonly string[];
  readonly environments: readonly EnvironmentView[];
  readonly machines: readonly MachineView[];
}

export interface EnvironmentView {
  readonly name: string;
  readonly version: string;
  /** By the name of the processor architecture. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface UnitView {
  readonly unit: string;
  readonly provider: string;
  /** Null: all of the toolchain. */
  readonly precisions: readonly string[] | null;
  /** Null: all that have the unit. */
  readonly devices: readonly string[] | null;
}

export interface MachineView {
  readonly name: string;
  /** When it last answered; null: never. */
  readonly seenAt: string | null;
  /** Null: it offers no device with a unit of the toolchain. */
  readonly measures: { readonly state: Fitness['kind']; readonly runner: string | null } | null;
  /** Null: nothing is converted there. */
  readonly converts: { readonly ready: number; readonly unknown: number; readonly of: number } | null;
  /** Why it cannot measure. */
  readonly reason: Reason | null;
}

export interface UsedToolchain {
  readonly toolchain: Toolchain;
  readonly readiness: readonly Readiness[];
}

export type SeenAt = (machine: string) => string | null;

export function toolchainView({ toolchain, readiness }: UsedToolchain, seenAt: SeenAt): ToolchainView {
  const { name, loads, layout, precisions, on, runners, environments } = toolchain;
  return {
    name,
    loads,
    layout: layout ?? null,
    precisions,
    units: on.map(({ unit, provider, precisions: only, devices }) => ({
      unit,
      provider,
      precisions: only ?? null,
      devices: devices ?? null,
    })),
    runners: runners.map((runner) => runner.name),
    environments: (environments ?? []).map(({ name: which, version, versions }) => {
      return { name: which, version, versions: Object.fromEntries<string>(versions ?? []) };
    }),
    machines: readiness.filter(isConcerned).map((each) => machineView(each, seenAt)),
  };
}

function isConcerned({ measures, conversions }: Readiness): boolean {
  return measures || conversions.length > 0;
}

function machineView({ machine, measures, runners, conversions }: Readiness, seenAt: SeenAt): MachineView {
  const best =
    runners.find(({ fitness }) => fitness.kind === 'ready') ??
    runners.find(({ fitness }) => fitness.kind === 'unknown') ??
    runners[0];
  const fitness = best?.fitness;
  const count = (kind: Fitness['kind']): number => conversions.filter((each) => each.fitness.kind === kind).length;
  return {
    name: machine,
    seenAt: seenAt(machine),
    measures: measures && fitness ? { state: fitness.kind, runner: fitness.kind === 'ready' ? best.name : null } : null,
    converts:
      conversions.length === 0 ? null : { ready: count('ready'), unknown: count('unknown'), of: conversions.length },
    reason: fitness && 'because' in fitness ? reasonFor(fitness.because) : null,
  };
}
