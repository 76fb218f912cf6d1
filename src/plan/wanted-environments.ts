/** Which environments a machine needs: by what the toolchains declare, or by what a plan will use there. */
import type { WantedEnvironment } from '#domain/environment.js';
import type { BoardId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import type { Conversion, PackageProbe, Toolchain, ToolEnvironment } from '#domain/toolchain.js';

/** What it is there for, and it may be both; and its processor as it says itself, null if it did not. */
export interface Machine {
  readonly measures: boolean;
  readonly converts: boolean;
  readonly arch: string | null;
}

export interface ToolchainWish {
  readonly toolchain: Toolchain;
  /** Absent: that of each environment. */
  readonly version?: string | undefined;
}

/** All that a toolchain would use on such a machine. */
export function environmentsOfToolchain(
  { toolchain, version }: ToolchainWish,
  { measures, converts, arch }: Machine,
): readonly WantedEnvironment[] {
  const conversions = toolchain.conversions.filter((each) => (each.where === 'builder' ? converts : measures));
  const needs = [
    ...(measures ? toolchain.runners.flatMap((runner) => runner.needs) : []),
    ...conversions.flatMap(needsOf),
  ];
  return wanted(toolchain, needs, { arch, version });
}

const needsOf = ({ needs, tool }: Pick<Conversion, 'needs' | 'tool'>): readonly string[] => [...needs, tool];

/** What the runners and conversions of a plan need on one machine. */
export function environmentsOfPlan(
  { cells, steps }: Plan,
  { id, arch }: { readonly id: BoardId; readonly arch: Machine['arch'] },
  toolchains: ReadonlyMap<string, Toolchain>,
): readonly WantedEnvironment[] {
  const all: WantedEnvironment[] = [];
  const add = (name: string, needs: readonly string[], version: string | undefined): void => {
    const toolchain = toolchains.get(name);
    if (toolchain) all.push(...wanted(toolchain, needs, { arch, version }));
  };
  for (const cell of cells) {
    if (cell.kind !== 'run' || !cell.boards.includes(id)) continue;
    const { toolchain, needs, version } = cell.measurement.runner;
    add(toolchain, needs, version?.wanted);
  }
  for (const { toolchain, needs = [], tool, version, boards } of steps) {
    if (boards.includes(id)) add(toolchain, [...needs, tool], version?.wanted);
  }
  return [...new Map(all.map((each) => [`${each.name}@${each.version}`, each])).values()];
}

interface Asked {
  readonly arch: string | null;
  readonly version: string | undefined;
}

function wanted(toolchain: Toolchain, needs: readonly string[], asked: Asked): readonly WantedEnvironment[] {
  const names = new Set(
    toolchain.probes.flatMap((probe) =>
      probe.kind === 'python-package' && needs.includes(probe.name) ? (probe.environment?.name ?? []) : [],
    ),
  );
  const environments = toolchain.environments ?? [];
  return environments.flatMap((each) => (names.has(each.name) ? wantedOf(toolchain, each, asked) : []));
}

/** A version is asked of what the runners load; a converter that is another package keeps its own. */
function wantedOf(
  toolchain: Toolchain,
  environment: ToolEnvironment,
  { arch, version: asked }: Asked,
): WantedEnvironment {
  const { name, python, packages, alone, versions } = environment;
  const usual = versions?.get(arch ?? '') ?? environment.version;
  const version = asked !== undefined && hasFramework(toolchain, environment) ? asked : usual;
  const filled = (templates: readonly string[]): readonly string[] =>
    templates.map((template) => template.replaceAll('{version}', version));
  return {
    name: `${toolchain.name}.${name}`,
    toolchain: toolchain.name,
    version,
    ...(python ? { python } : {}),
    packages: filled(packages),
    alone: filled(alone),
  };
}

/** Whether `{version}` in it is that of a package which a runner needs. */
function hasFramework({ runners, probes }: Toolchain, { packages, alone }: ToolEnvironment): boolean {
  const needs = new Set(runners.flatMap((runner) => runner.needs));
  const frameworks = probes.flatMap((probe: PackageProbe | { readonly kind: 'command' }) =>
    probe.kind === 'python-package' && needs.has(probe.name) ? plain(probe.package) : [],
  );
  return [...packages, ...alone].some((template) => {
    const [, name] = /^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*==\s*\{version\}/.exec(template) ?? [];
    return name !== undefined && frameworks.includes(plain(name));
  });
}

/** As pip compares names. */
function plain(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
