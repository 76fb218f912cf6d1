/** The files of a manifest: what was kept (its subjects) and what was used (its dependencies). */
import { byCodeUnit } from '#core/canonical-json.js';
import type { Digest } from '#core/digest.js';
import type { Dependency, DependencyRole, Named } from '#domain/manifest.js';
import type { Plan, PlannedFile, PlannedStep } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';

/** in-toto wants the names of subjects to differ: a path is kept once, whoever refers to it. */
export function subjectsOf(records: readonly AttemptRecord[], outcomes: Digest): readonly Named[] {
  const files = new Map<string, Digest>();
  for (const record of records) for (const { path, digest } of record.files) files.set(path, digest);
  const named = [...files].map(([name, sha256]) => ({ name, digest: { sha256 } }));
  return [...named.sort((a, b) => byCodeUnit(a.name, b.name)), { name: 'outcomes', digest: { sha256: outcomes } }];
}

/** Sources, data and toolchain files, each once for a name and a digest. */
export function dependenciesOf(plan: Plan): readonly Dependency[] {
  return inputsOf(plan).map(({ role, name, file }) => {
    return { name, digest: { sha256: file.digest }, annotations: { role, bytes: file.bytes } };
  });
}

/** A dependency with where this machine found it. */
export interface Input {
  readonly role: DependencyRole;
  readonly name: string;
  readonly file: PlannedFile;
}

/** The same files, for those who look at them again. */
export function inputsOf(plan: Plan): readonly Input[] {
  const found = new Map<string, Input>();
  const add = (role: DependencyRole, file: PlannedFile | null): void => {
    if (!file) return;
    const name = portable(file.name);
    found.set(`${role} ${name} ${file.digest}`, { role, name, file });
  };
  for (const cell of plan.cells) {
    if (cell.kind !== 'run') continue;
    const { route, runner, inputImages, accuracy } = cell.measurement;
    add('source', route.source.built === undefined ? route.source : null);
    for (const file of runner.files) add('toolchain', file);
    for (const file of [inputImages, accuracy?.images, accuracy?.labels]) add('data', file ?? null);
  }
  for (const step of plan.steps) {
    for (const file of step.files) add('toolchain', file);
    for (const file of builtFrom(step)) add('source', file);
  }
  return [...found].sort(([a], [b]) => byCodeUnit(a, b)).map(([, input]) => input);
}

/** In the place of a source that is built, what it is built from. */
function builtFrom({ from }: PlannedStep): readonly PlannedFile[] {
  return from.kind === 'nothing' ? from.inputs : [];
}

/** A file that the experiment names by an absolute path goes by its last word: where it lies is this machine's matter. */
function portable(name: string): string {
  return /^(\/|[A-Za-z]:[\\/]|~)/.test(name) ? (name.split(/[\\/]/).at(-1) ?? name) : name;
}
