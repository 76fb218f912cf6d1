/** What `init` writes down: the few things that a first experiment needs, and what stands against writing it. */
import type { FileTrouble, TensorFacts } from './model-facts.js';

export interface StarterSource {
  readonly precision: string;
  /** As it is written into the experiment: relative to it, with forward slashes. */
  readonly path: string;
  /** The file as the person named it. */
  readonly file: string;
}

export interface StarterModel {
  readonly name: string;
  readonly input: TensorFacts;
  readonly sources: readonly StarterSource[];
}

export interface StarterData {
  readonly path: string;
  readonly labels: string | null;
  readonly top: readonly number[];
}

export interface Starter {
  readonly name: string;
  readonly inventory: string;
  readonly device: string;
  readonly frameworks: readonly string[];
  readonly models: readonly StarterModel[];
  readonly data: StarterData | null;
  readonly sessions: number;
  readonly durationMs: number;
  readonly cells: number;
  /** What a run of it takes, roughly: sessions with their warm-up and start. */
  readonly aboutMs: number;
}

/** Why nothing was written; `file` as the person named it. */
export type StarterMistake =
  | { readonly kind: 'trouble'; readonly file: string; readonly trouble: FileTrouble }
  | { readonly kind: 'inputs'; readonly file: string; readonly inputs: readonly TensorFacts[] }
  | { readonly kind: 'input-type'; readonly file: string; readonly input: TensorFacts }
  | { readonly kind: 'free-dimensions'; readonly file: string; readonly input: TensorFacts }
  | { readonly kind: 'shape'; readonly file: string; readonly input: TensorFacts; readonly asked: readonly number[] }
  | { readonly kind: 'shape-of-nobody'; readonly input: string; readonly known: readonly string[] }
  | { readonly kind: 'unlike-inputs'; readonly file: string; readonly other: string }
  | { readonly kind: 'precision'; readonly file: string; readonly guessed: string; readonly known: readonly string[] }
  | { readonly kind: 'same-precision'; readonly precision: string; readonly files: readonly string[] }
  | { readonly kind: 'data-type'; readonly file: string; readonly type: string; readonly expected: string }
  | {
      readonly kind: 'data-shape';
      readonly file: string;
      readonly shape: readonly number[];
      readonly input: TensorFacts;
    }
  | { readonly kind: 'data-count'; readonly file: string; readonly items: number; readonly labels: number };
