/**
 * The record from which a run set can be verified and replayed: an in-toto Statement v1 whose predicate follows SLSA
 * provenance (build definition, run details). It names no machine path, no host but by its board id, and no secret.
 * in-toto: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md; SLSA: https://slsa.dev/spec/v1.0/provenance
 */

import type { Digest } from '#core/digest.js';
import type { Passed } from './answers.js';
import type { EnvironmentFacts } from './board.js';
import type { LogReading } from './log-reading.js';
import type { Execution } from './message.js';
import type { Metric } from './metric.js';
import type { Recipe } from './plan.js';
import type { ShardRange } from './shards.js';

export const statementType = 'https://in-toto.io/Statement/v1';
export const predicateType = 'urn:edge-orchestrate:run-set:1';
export const buildType = 'urn:edge-orchestrate:experiment:1';
/** Nothing was built: a table was brought in. */
export const importType = 'urn:edge-orchestrate:import:1';

export interface Manifest {
  readonly _type: typeof statementType;
  /** Every kept file by its path in the folder of runs, and `outcomes`: the digest of `runDetails.attempts`. */
  readonly subject: readonly Named[];
  readonly predicateType: typeof predicateType;
  readonly predicate: {
    readonly buildDefinition: BuildDefinition;
    readonly runDetails: RunDetails;
    /** Every planned session has an accepted result or an explicit reason why there is none. */
    readonly complete: boolean;
  };
}

export interface Named {
  readonly name: string;
  readonly digest: { readonly sha256: Digest };
}

export interface Dependency extends Named {
  readonly annotations: { readonly role: DependencyRole; readonly bytes: number };
}
export type DependencyRole = 'source' | 'data' | 'toolchain';

export interface BuildDefinition {
  readonly buildType: typeof buildType | typeof importType;
  /** What the user chose. */
  readonly externalParameters: {
    readonly experiment: string;
    readonly name: string | null;
    readonly tags: readonly string[];
    /** The selector that the run was narrowed with. */
    readonly where: string | null;
    readonly spec: { readonly sha256: Digest };
    readonly inventory: { readonly sha256: Digest } | null;
  };
  /** What the program chose, or what changes no result. */
  readonly internalParameters: { readonly seed: number; readonly order: string; readonly planSha256: Digest };
  readonly resolvedDependencies: readonly Dependency[];
  readonly cells: readonly ManifestCell[];
  readonly steps: readonly ManifestStep[];
}

export interface ManifestCell {
  readonly key: string;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly planned: 'run' | 'not-applicable' | 'unsupported' | 'unavailable';
  /** Failure code, for a cell that was not to run. */
  readonly because: string | null;
  readonly fingerprint: string | null;
  readonly recipe: Recipe | null;
  readonly sessions: number;
  readonly asked: Execution | null;
  /** Step keys from the source to what is loaded. */
  readonly route: readonly string[];
  readonly runner: { readonly toolchain: string; readonly name: string; readonly argv: readonly string[] } | null;
}

/** The resolved chain: StepKey → ArtifactKey → digest of the bytes. */
export interface ManifestStep {
  readonly step: string;
  readonly toolchain: string;
  readonly conversion: string;
  /** Of a build, the digest of its words and of what its inputs hold, which are among the dependencies. */
  readonly from: { readonly source: Digest } | { readonly step: string } | { readonly build: Digest };
  readonly to: { readonly format: string; readonly precision: string };
  readonly argv: readonly string[];
  readonly tool: string;
  readonly artifact: string | null;
  readonly content: { readonly sha256: Digest; readonly bytes: number } | null;
  readonly refused: string | null;
  /** Of a check that was passed: what it said when its artifact was made, and the limits that it kept. */
  readonly checked?: Passed;
}

export interface RunDetails {
  readonly builder: { readonly id: string; readonly version: string };
  readonly metadata: { readonly invocationId: string; readonly startedOn: string; readonly finishedOn: string | null };
  readonly attempts: readonly ManifestAttempt[];
  readonly environments: readonly { readonly sha256: Digest; readonly facts: EnvironmentFacts }[];
}

export interface ManifestAttempt {
  readonly attempt: string;
  readonly work: string;
  readonly cell: string | null;
  readonly step: string | null;
  readonly ordinal: number | null;
  /** Of accuracy that is counted in parts: which shards of the images. */
  readonly part?: ShardRange;
  readonly fingerprint: string | null;
  readonly try: number;
  readonly board: string;
  readonly environment: Digest | null;
  readonly startedOn: string;
  readonly finishedOn: string | null;
  readonly outcome: ManifestOutcome;
  /** Of the tool's words: whose reading counts, and its facts that are no words. */
  readonly reading?: Pick<LogReading, 'tool' | 'revision' | 'kind' | 'facts'>;
  readonly metrics: readonly Metric[];
}

export interface ManifestOutcome {
  readonly kind: 'open' | 'succeeded' | 'unsupported' | 'failed' | 'invalid' | 'cancelled';
  /** Codes of the failure and its causes, or of the doubts; who cancelled. */
  readonly because: readonly string[];
}
