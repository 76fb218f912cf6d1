/**
 * Probes of several toolchains, asked in one go: what a board has of a tool is known by the name of its probe alone. So two
 * probes of one name must look for one thing; where they do, each toolchain's environments are places where it may lie.
 */
import type { EnvironmentId, PackageProbe, Probe, Toolchain } from './toolchain.js';

/** Whatever environment brings it. */
export function isSameTool(one: Probe, other: Probe): boolean {
  if (one.accepts?.text !== other.accepts?.text) return false;
  if (one.kind !== 'command' && other.kind !== 'command')
    return one.kind === other.kind && one.package === other.package;
  if (one.kind !== 'command' || other.kind !== 'command') return false;
  return one.version === other.version && JSON.stringify(one.argv) === JSON.stringify(other.argv);
}

/** Each name once, in the order of the toolchains. */
export function probesTogether(toolchains: Iterable<Toolchain>): readonly Probe[] {
  const byName = new Map<string, Probe>();
  for (const { probes } of toolchains) {
    for (const probe of probes) {
      const known = byName.get(probe.name);
      byName.set(probe.name, known ? together(known, probe) : probe);
    }
  }
  return [...byName.values()];
}

function together(one: Probe, other: Probe): Probe {
  if (one.kind === 'command' || other.kind === 'command') return one;
  const [environment, ...also] = [...placesOf(one), ...placesOf(other)];
  return environment ? { ...one, environment, ...(also.length > 0 ? { also } : {}) } : one;
}

/** The environments that bring it. */
export function placesOf({ environment, also = [] }: PackageProbe): readonly EnvironmentId[] {
  return environment ? [environment, ...also] : also;
}
