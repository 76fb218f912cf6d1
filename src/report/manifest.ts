/** `manifest`: a run set as one canonical document. The same rows always give the same bytes. */
import { byCodeUnit, type Plain } from '#core/canonical-json.js';
import { type Digest, digestOf, digestOfJson } from '#core/digest.js';
import type { Attempt } from '#domain/attempt.js';
import type { Environment, EnvironmentFacts } from '#domain/board.js';
import { standingsOf } from '#domain/cell-state.js';
import type { Imported } from '#domain/imported.js';
import {
  buildType,
  type Dependency,
  importType,
  type Manifest,
  type ManifestCell,
  type ManifestStep,
  predicateType,
  statementType,
} from '#domain/manifest.js';
import type { Plan, PlannedCell, PlannedStep } from '#domain/plan.js';
import type { ArtifactRecord, AttemptRecord } from '#domain/record.js';
import type { RunSet } from '#domain/run-set.js';
import { manifestAttempt } from './manifest-attempt.js';
import { dependenciesOf, subjectsOf } from './manifest-files.js';
import { resolved } from './resolved.js';

export interface ManifestInput {
  readonly runSet: RunSet;
  readonly plan: Plan;
  readonly records: readonly AttemptRecord[];
  readonly artifacts: readonly ArtifactRecord[];
  readonly environments: readonly Environment[];
  /** Of a run set that is one. */
  readonly imported?: Imported;
  /** Of the program that writes the manifest. */
  readonly version: string;
}

export function manifestOf(input: ManifestInput): Manifest {
  const { runSet, plan, records } = input;
  const attempts = [...records].sort((a, b) => byCodeUnit(a.id, b.id)).map(manifestAttempt);
  const plain: Plain<typeof attempts> = attempts;
  return {
    _type: statementType,
    subject: [...subjectsOf(records, digestOfJson(plain)), ...figuresOf(input.imported)],
    predicateType,
    predicate: {
      buildDefinition: {
        buildType: input.imported ? importType : buildType,
        externalParameters: {
          experiment: plan.experiment,
          name: runSet.name,
          tags: runSet.tags,
          where: runSet.where,
          spec: { sha256: digestOf(runSet.spec) },
          inventory: runSet.inventory === null ? null : { sha256: digestOf(runSet.inventory) },
        },
        internalParameters: { seed: runSet.seed, order: orderOf(plan), planSha256: runSet.planDigest },
        resolvedDependencies: [...dependenciesOf(plan), ...tableOf(input.imported)],
        cells: plan.cells.map(manifestCell),
        steps: stepsOf(input),
      },
      runDetails: {
        builder: { id: 'urn:edge-orchestrate', version: input.version },
        metadata: { invocationId: runSet.id, startedOn: runSet.startedAt, finishedOn: runSet.endedAt },
        attempts,
        environments: environmentsOf(input.environments),
      },
      complete: isComplete(plan, records),
    },
  };
}

/** What an imported run set comes to. */
function figuresOf(imported: Imported | undefined): Manifest['subject'] {
  if (!imported) return [];
  const plain: Plain<Imported['cells']> = imported.cells;
  return [{ name: 'figures', digest: { sha256: digestOfJson(plain) } }];
}

/** What it was made from, beside the mapping, which is its spec. By its last word: where it lies is this machine's matter. */
function tableOf(imported: Imported | undefined): readonly Dependency[] {
  if (!imported) return [];
  const { path, digest, bytes } = imported.table;
  const name = path.split('/').at(-1) ?? path;
  return [{ name, digest: { sha256: digest }, annotations: { role: 'data', bytes } }];
}

/** Nothing open, nothing waiting, nothing that merely was interrupted. */
export function isComplete(plan: Plan, attempts: readonly Attempt[]): boolean {
  if (attempts.some(({ outcome }) => outcome === undefined)) return false;
  return standingsOf(plan, attempts).every(({ state, accuracy }) => {
    if (state.kind === 'pending' || state.kind === 'running') return false;
    if (state.kind === 'partial') return state.last !== null;
    return state.kind !== 'measured' || (accuracy !== 'pending' && accuracy !== 'running');
  });
}

function manifestCell(cell: PlannedCell): ManifestCell {
  const { key, slug, levels } = cell;
  if (cell.kind !== 'run') {
    const none = { fingerprint: null, recipe: null, sessions: 0, asked: null, route: [], runner: null };
    return { key, slug, levels, planned: cell.kind, because: cell.because.code, ...none };
  }
  const { fingerprint, recipe, asked, route, runner } = cell.measurement;
  return {
    key,
    slug,
    levels,
    planned: 'run',
    because: null,
    fingerprint,
    recipe,
    sessions: cell.sessions,
    asked,
    route: route.steps,
    runner: { toolchain: runner.toolchain, name: runner.name, argv: runner.argv },
  };
}

function stepsOf(input: ManifestInput): readonly ManifestStep[] {
  return input.plan.steps.map((step) => {
    const made = resolved(step, input);
    const checked = input.artifacts.find(({ key }) => key === made?.key)?.checked;
    return {
      step: step.key,
      toolchain: step.toolchain,
      conversion: step.conversion,
      from: originOf(step),
      to: step.to,
      argv: step.argv,
      tool: step.tool,
      artifact: made?.key ?? null,
      content: made?.made.kind === 'bytes' ? { sha256: made.made.digest, bytes: made.made.bytes } : null,
      refused: made?.made.kind === 'refused' ? made.made.failure.code : null,
      ...(checked ? { checked } : {}),
    };
  });
}

function originOf({ from }: PlannedStep): ManifestStep['from'] {
  switch (from.kind) {
    case 'source':
      return { source: from.file.digest };
    case 'step':
      return { step: from.key };
    case 'nothing':
      return { build: from.digest };
  }
}

function orderOf(plan: Plan): string {
  const orders = plan.cells.flatMap((cell) => (cell.kind === 'run' ? [cell.measurement.protocol.order] : []));
  return orders[0] ?? 'interleaved';
}

/** The machine id names a host as surely as its name does: its digest still tells one host from another. */
function environmentsOf(
  environments: readonly Environment[],
): { readonly sha256: Digest; readonly facts: EnvironmentFacts }[] {
  return environments
    .map(({ digest, facts }) => {
      const id = facts['machine.id'];
      const hidden = typeof id === 'string' ? { 'machine.id': `sha256:${digestOf(id)}` } : {};
      return { sha256: digest, facts: { ...facts, ...hidden } };
    })
    .sort((a, b) => byCodeUnit(a.sha256, b.sha256));
}

/** The same value with the type that `canonicalJson` takes. */
export function plainManifest(manifest: Manifest): Plain<Manifest> {
  return manifest;
}
