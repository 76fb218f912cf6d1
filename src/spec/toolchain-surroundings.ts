/** What a toolchain can only be told by what lies around it: files that are not there, and probes of others with its names. */
import { isSameTool } from '#domain/same-probe.js';
import type { Probe, Toolchain } from '#domain/toolchain.js';
import type { Cursor } from './cursor.js';
import type { Problems } from './problems.js';

export interface Surroundings {
  /** All that an experiment here could use; one of the same name is not asked. */
  readonly others: ReadonlyMap<string, Toolchain>;
  /** Undefined: the file is there; else where it was looked for. */
  readonly missing: (file: string) => string | undefined;
}

interface Scene {
  readonly around: Surroundings;
  readonly problems: Problems;
}

export function checkSurroundings(root: Cursor, { name, probes }: Toolchain, scene: Scene): void {
  for (const list of ['runners', 'conversions']) {
    for (const owner of root.at(list)?.items() ?? []) {
      for (const file of owner.at('files')?.items() ?? []) checkFile(file, scene);
    }
  }
  const others = [...scene.around.others.values()].filter((other) => other.name !== name);
  for (const probe of probes) checkProbe(root.at('probes')?.at(probe.name) ?? root, probe, { others, scene });
}

function checkProbe(
  cursor: Cursor,
  probe: Probe,
  { others, scene }: { readonly others: readonly Toolchain[]; readonly scene: Scene },
): void {
  for (const other of others) {
    const taken = other.probes.find(({ name }) => name === probe.name);
    if (!taken || isSameTool(probe, taken)) continue;
    const facts = { name: probe.name, what: `probe of toolchain ${other.name}`, instead: written(taken) };
    scene.problems.add('spec/name-taken', cursor.keyMark, facts);
  }
}

function checkFile(file: Cursor, { around, problems }: Scene): void {
  const path = file.text ?? '';
  const at = around.missing(path);
  if (at !== undefined) problems.add('spec/path-missing', file.mark, { path, at, suggestion: null });
}

/** As it would stand in a file. */
function written(probe: Probe): string {
  const { kind, accepts } = probe;
  const range = accepts ? [`accepts: "${accepts.text}"`] : [];
  const about =
    kind === 'command'
      ? [`argv: ${JSON.stringify(probe.argv)}`, `version: ${JSON.stringify(probe.version)}`]
      : [`package: ${JSON.stringify(probe.package)}`];
  return `{ ${[`kind: ${kind}`, ...about, ...range].join(', ')} }`;
}
