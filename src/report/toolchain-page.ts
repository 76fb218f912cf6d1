/** `toolchains show NAME`: everything that its file says, and what machines are known to have of it. */
import type { Fitness, Readiness } from '#domain/readiness.js';
import type { Conversion, Probe, Toolchain, ToolchainOption } from '#domain/toolchain.js';
import { reasonFor } from './board-facts.js';
import type { Reason } from './reason.js';
import { type SeenAt, type ToolchainView, toolchainView, type UsedToolchain } from './toolchains.js';

export interface ToolchainPage {
  readonly view: 'toolchains-show';
  readonly format: 1;
  readonly inventory: string | null;
  /** Where its files are. */
  readonly folder: string;
  readonly toolchain: ToolchainView;
  readonly runners: readonly RunnerPage[];
  readonly conversions: readonly ConversionPage[];
  readonly options: readonly OptionPage[];
  readonly probes: readonly ProbePage[];
}

interface StateOn {
  readonly machine: string;
  readonly state: Fitness['kind'];
  readonly reason: Reason | null;
}

interface RunnerPage {
  readonly name: string;
  readonly needs: readonly string[];
  readonly gives: 'samples' | 'summary';
  readonly on: readonly StateOn[];
}

interface ConversionPage {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly where: 'builder' | 'board';
  readonly arch: readonly string[];
  readonly needs: readonly string[];
  readonly cost: number;
  readonly calibration: boolean;
  readonly target: readonly string[];
  readonly on: readonly StateOn[];
}

interface OptionPage {
  readonly name: string;
  readonly effect: 'convert' | 'run';
  readonly default: string;
  /** Words, or the bounds of a number. */
  readonly allowed: string;
}

interface ProbePage {
  readonly name: string;
  readonly kind: Probe['kind'];
  /** The package, or the words of the command. */
  readonly of: string;
  readonly environment: string | null;
  readonly accepts: string | null;
  /** Versions by machine; null: it was looked for and is not there. */
  readonly found: readonly { readonly machine: string; readonly versions: readonly string[] | null }[];
}

export function toolchainPage(used: UsedToolchain, inventory: string | null, seenAt: SeenAt): ToolchainPage {
  const { toolchain, readiness } = used;
  return {
    view: 'toolchains-show',
    format: 1,
    inventory,
    folder: toolchain.folder,
    toolchain: toolchainView(used, seenAt),
    runners: toolchain.runners.map(({ name, needs, gives }) => ({
      name,
      needs,
      gives: gives ?? 'samples',
      on: readiness.flatMap(({ machine, runners }) =>
        runners.flatMap((each) => (each.name === name ? [stateOn(machine, each.fitness)] : [])),
      ),
    })),
    conversions: toolchain.conversions.map((each) => conversionPage(each, readiness)),
    options: Object.entries(toolchain.options).map(([name, option]) => optionPage(name, option)),
    probes: toolchain.probes.map((probe) => probePage(probe, toolchain, readiness)),
  };
}

function conversionPage(conversion: Conversion, readiness: readonly Readiness[]): ConversionPage {
  const { id, from, to, where, arch, needs, tool, cost, calibration, target } = conversion;
  return {
    id,
    from: `${from.format}/${from.precision}`,
    to: `${to.format}/${to.precision}`,
    where: where ?? 'board',
    arch: arch ?? [],
    needs: [...new Set([...needs, tool])],
    cost,
    calibration: calibration === true,
    target: target ?? [],
    on: readiness.flatMap(({ machine, conversions }) =>
      conversions.flatMap((each) => (each.id === id ? [stateOn(machine, each.fitness)] : [])),
    ),
  };
}

function stateOn(machine: string, fitness: Fitness): StateOn {
  return { machine, state: fitness.kind, reason: 'because' in fitness ? reasonFor(fitness.because) : null };
}

function optionPage(name: string, option: ToolchainOption): OptionPage {
  const { effect, type, values, min, max } = option;
  const bounds = [min, max].every((bound) => bound === undefined) ? 'any' : `${min ?? '…'} to ${max ?? '…'}`;
  return { name, effect, default: option.default, allowed: type === 'word' ? (values ?? ['any']).join(' ') : bounds };
}

function probePage(probe: Probe, { name: own }: Toolchain, readiness: readonly Readiness[]): ProbePage {
  const { name, kind } = probe;
  const environment = kind === 'command' ? undefined : probe.environment;
  const foreign = environment !== undefined && environment.toolchain !== own;
  return {
    name,
    kind,
    of: kind === 'command' ? probe.argv.join(' ') : probe.package,
    environment: environment ? `${foreign ? `${environment.toolchain}/` : ''}${environment.name}` : null,
    accepts: probe.accepts?.text ?? null,
    found: readiness.flatMap(({ machine, tools }) => {
      const versions = Object.hasOwn(tools, name) ? tools[name] : undefined;
      return versions === undefined ? [] : [{ machine, versions }];
    }),
  };
}
