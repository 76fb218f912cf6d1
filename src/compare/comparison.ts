/**
 * Two run sets side by side. The session is the unit of replication: what is compared is one number per session, never
 * pooled iterations. Everything here is plain data: the same value makes the text and the JSON.
 */
import type { CellStateKind } from '#domain/cell-state.js';
import type { Failure } from '#domain/failure.js';
import type { CellKey, Fingerprint, RunSetId } from '#domain/names.js';
import type { PartName, Recipe } from '#domain/plan.js';

/** One run set as it is compared: folded from its rows before, so that this room knows neither rows nor files. */
export interface Arm {
  readonly runSet: RunSetId;
  readonly subjects: readonly Subject[];
}

/** What a cell brings into a comparison. */
export interface Subject {
  readonly key: CellKey;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  /** What its own run set calls it, where alignment gave it other levels; absent: the same. */
  readonly own?: { readonly key: CellKey; readonly slug: string };
  readonly state: CellStateKind;
  /** Why it has no result, where it has none; of a partial cell, what its newest other attempt failed of. */
  readonly because: Failure | null;
  readonly fingerprint: Fingerprint | null;
  readonly recipe: Recipe | null;
  /** Accepted sessions, in order; empty where nothing was measured. */
  readonly sessions: readonly SessionNumbers[];
  /** Compared exactly: hits of n, bytes. */
  readonly exact: readonly ExactNumber[];
  /**
   * Observed facts under the names of the environment record (`cpu.model`, `kernel`, `runner.onnxruntime` …); a set, because
   * sessions may differ. What could not be read is left out: unknown is not a value.
   */
  readonly environment: Readonly<Record<string, readonly string[]>>;
}

export interface SessionNumbers {
  readonly ordinal: number;
  /** Of the steady inference samples; positive. */
  readonly medianNs: number;
  /** A framework's own tool said so, and no sample stands behind it; absent: computed from samples. */
  readonly reported?: true;
}

export interface ExactNumber {
  /** `top-1`, `model-size`. */
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly value: number;
  /** Hits of so many; null for what is not a share. */
  readonly of: number | null;
}

/** In the order in which rows are listed. What makes a row which of them: the tables of `pairing.ts` and `judge.ts`. */
export const verdictKinds = [
  'newly-failing',
  'regressed',
  'improved',
  'fixed',
  'added',
  'removed',
  'not-comparable',
  'inconclusive',
  'same',
  'both-failing',
] as const;
export type VerdictKind = (typeof verdictKinds)[number];

/** Of one metric of a row, and of a whole row that was measured on both sides. */
export type MetricVerdict = Extract<VerdictKind, 'regressed' | 'improved' | 'not-comparable' | 'inconclusive' | 'same'>;

export interface Row {
  readonly verdict: VerdictKind;
  /** Key of both after alignment. */
  readonly key: CellKey;
  readonly a: Subject | null;
  readonly b: Subject | null;
  /** Null where the row is not measured on both sides, or one side has no latency. */
  readonly latency: LatencyDifference | null;
  readonly exact: readonly ExactDifference[];
  readonly differs: Differs;
  /** Why there is no verdict on speed, or no comparison at all. */
  readonly because: Because | null;
}

export type Because =
  | { readonly kind: 'too-few-sessions'; readonly a: number; readonly b: number; readonly needed: number }
  /** Parts of the fingerprint, facts of the environment, or both forbid it; allowed ones are not among them. */
  | { readonly kind: 'differs'; readonly parts: readonly PartName[]; readonly facts: readonly string[] }
  /** One side's latency is computed from samples, the other's is what a tool reported. */
  | { readonly kind: 'reported'; readonly sides: readonly ('a' | 'b')[] }
  /** Both were measured, and one or both sides have no median. */
  | { readonly kind: 'no-latency' }
  /** One side has the metric and the other has not, or it was counted over another number of items. */
  | { readonly kind: 'metrics'; readonly metrics: readonly string[] }
  /** A side is pending or running: neither a failure nor a number yet. */
  | { readonly kind: 'unfinished'; readonly sides: readonly ('a' | 'b')[] };

export interface LatencyDifference {
  readonly sessions: { readonly a: number; readonly b: number };
  /** Geometric means of the session medians. */
  readonly aNs: number;
  readonly bNs: number;
  /** b / a: above 1 is slower. */
  readonly ratio: number;
  /** 95 %, Welch on the logarithms of the session medians; null under two sessions on a side. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Two-sided; null when no test was made. */
  readonly p: number | null;
  /** Benjamini and Hochberg, over the one family of this diff. */
  readonly q: number | null;
  readonly verdict: MetricVerdict;
}

export interface ExactDifference {
  readonly metric: string;
  /** Null: this side has no such number. Never both. */
  readonly a: ExactNumber | null;
  readonly b: ExactNumber | null;
  readonly verdict: MetricVerdict;
}

/** What else is not the same, besides what is asked about. */
export interface Differs {
  readonly parts: readonly PartName[];
  readonly environment: readonly {
    readonly fact: string;
    readonly a: readonly string[];
    readonly b: readonly string[];
  }[];
}

export interface Comparison {
  readonly a: RunSetId;
  readonly b: RunSetId;
  /** One for each cell that applies on some side: by verdict, then the largest effect first, then by slug. */
  readonly rows: readonly Row[];
  readonly counts: Readonly<Record<VerdictKind, number>>;
  /** Cells that apply on neither side; they have no row. */
  readonly notApplicable: number;
  /** How many tests stand in the family. */
  readonly tests: number;
  /** What these sessions could have shown; null when nothing was tested. */
  readonly resolution: Resolution | null;
  readonly policy: ComparePolicy;
}

/** "With 3 sessions a side, changes under about 12 % cannot be seen." */
export interface Resolution {
  /** The fewest on a side of any tested row. */
  readonly sessions: number;
  /** Between sessions, of the logarithm of the median, pooled over all tested rows: 0.03 is about 3 %. */
  readonly spread: number;
  /** Least change that so many sessions find in nine of ten diffs, as a ratio: 0.12 is 12 %. At least the threshold. */
  readonly detectable: number;
}

export interface ComparePolicy {
  /** Least relative effect that counts, as a ratio: 0.1 is 10 %, and means b / a ≥ 1.1 or ≤ 1 / 1.1. */
  readonly threshold: number;
  /** False discovery rate over the diff. */
  readonly alpha: number;
  /** Parts and facts that may differ without forbidding the comparison (`protocol`, `cpu.model`): see `allowable`. */
  readonly allow: readonly string[];
}

export const defaultPolicy: ComparePolicy = { threshold: 0.1, alpha: 0.05, allow: [] };

/** No verdict on speed under so many sessions on a side, whatever the policy says. */
export const sessionsNeeded = 3;
