/** Lines from a runner, one JSON object each. Hostile until parsed. Integers in nanoseconds of the board's clock. */
import type { Digest } from '#core/digest.js';

export type PhaseName = 'preprocess' | 'inference' | 'postprocess';
export type SampleKind = 'cold' | 'warm-up' | 'steady';

/** What is asked of a framework and what it really uses. Unequal is *invalid*. */
export interface Execution {
  readonly provider: string;
  readonly unit: string;
  /** The arithmetic of the computing operators: `fp32`, `fp16`, `int8`, … */
  readonly arithmetic: string;
}

/** A run of samples; all arrays have one length. `first` is the index of the first one in its session. */
export interface Samples {
  readonly of: SampleKind;
  readonly first: number;
  /** Of each inference; absent: 1. */
  readonly items?: number;
  readonly startNs: readonly number[];
  /** Which of the streams made each, counted from 0, in the order in which they were done; absent: one follows the other. */
  readonly stream?: readonly number[];
  readonly phases: Readonly<Partial<Record<PhaseName, readonly number[]>>>;
}

/** What the framework says of the nodes it computes with, when it can tell. */
export interface Placement {
  readonly nodesByArithmetic: Readonly<Record<string, number>>;
}

export type Message = { readonly seq: number } & MessageBody;

export type MessageBody =
  | {
      readonly kind: 'hello';
      readonly protocol: 1;
      readonly runner: string;
      readonly versions: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'loaded';
      readonly loadNs: number;
      readonly asked: Execution;
      readonly used: Execution;
      readonly placement?: Placement;
    }
  | ({ readonly kind: 'samples' } & Samples)
  | {
      readonly kind: 'accuracy';
      readonly data: Digest;
      readonly counted: number;
      readonly hits: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'answers'; readonly digest: Digest }
  | { readonly kind: 'memory'; readonly peakRssBytes: number }
  | { readonly kind: 'warning'; readonly code: string; readonly text: string }
  | {
      readonly kind: 'error';
      readonly at: 'load' | 'warm-up' | 'measure' | 'accuracy';
      readonly code: 'refused' | 'failed' | 'out-of-memory';
      readonly text: string;
      readonly operator?: string;
    }
  | { readonly kind: 'done'; readonly iterations: number };
