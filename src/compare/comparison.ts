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
  readonly state: CellStateKind;
  /** Why it has no result, where it has none. */
  readonly because: Failure | null;
  readonly fingerprint: Fingerprint | null;
  readonly recipe: Recipe | null;
  /** Accepted sessions, in order; empty where nothing was measured. */
  readonly sessions: readonly SessionNumbers[];
  /** Compared exactly: hits of n, bytes. */
  readonly exact: readonly ExactNumber[];
  /** Observed facts by name (`cpu`, `kernel`, `governor`, `version of onnxruntime` …); a set, because sessions may differ. */
  readonly environment: Readonly<Record<string, readonly string[]>>;
}

export interface SessionNumbers {
  readonly ordinal: number;
  /** Of the steady inference samples; positive. */
  readonly medianNs: number;
}

export interface ExactNumber {
  /** `top-1`, `model-size`. */
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly value: number;
  /** Hits of so many; null for what is not a share. */
  readonly of: number | null;
}

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

export interface Row {
  readonly verdict: VerdictKind;
  /** Key of both after alignment. */
  readonly key: CellKey;
  readonly a: Subject | null;
  readonly b: Subject | null;
  /** Null where one side has no latency. */
  readonly latency: LatencyDifference | null;
  readonly exact: readonly ExactDifference[];
  readonly differs: Differs;
  /** Why there is no verdict on speed, or no comparison at all. */
  readonly because: Because | null;
}

export type Because =
  | { readonly kind: 'too-few-sessions'; readonly a: number; readonly b: number; readonly needed: number }
  | { readonly kind: 'parts-differ'; readonly parts: readonly PartName[] }
  | { readonly kind: 'environment-differs'; readonly facts: readonly string[] }
  | { readonly kind: 'no-latency' };

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
  readonly verdict: 'regressed' | 'improved' | 'same' | 'inconclusive';
}

export interface ExactDifference {
  readonly metric: string;
  readonly a: ExactNumber;
  readonly b: ExactNumber;
  readonly verdict: 'regressed' | 'improved' | 'same' | 'not-comparable';
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
  readonly rows: readonly Row[];
  readonly counts: Readonly<Record<VerdictKind, number>>;
  /** How many tests stand in the family. */
  readonly tests: number;
  readonly policy: ComparePolicy;
}

export interface ComparePolicy {
  /** Least relative effect that counts, as a ratio: 0.1 is 10 %. */
  readonly threshold: number;
  /** False discovery rate over the diff. */
  readonly alpha: number;
  /** No verdict on speed under so many sessions on a side. */
  readonly sessionsMin: number;
}
