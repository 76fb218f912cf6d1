/** What a model file turned out to be when somebody looked into it, before any experiment names it. */

export interface TensorFacts {
  readonly name: string;
  /** As ONNX Runtime calls it: `float32`, `int64`, …. */
  readonly type: string;
  /** A word is a free dimension, empty when it has no name. No dimensions at all: unknown. */
  readonly shape: readonly (number | string)[];
}

export interface ModelFacts {
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
  readonly operators: readonly string[];
  /** How many weights there are of each type. */
  readonly elements: Readonly<Record<string, number>>;
}

/** What a file is by its first bytes, when that is not what was expected. */
export const fileKinds = ['git-lfs', 'zip', 'html', 'tflite', 'hdf5', 'pickle', 'gguf', 'safetensors', 'text'] as const;
export type FileKind = (typeof fileKinds)[number];

/** Why a file tells nothing. */
export type FileTrouble =
  | { readonly kind: 'missing' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'unreadable'; readonly errno: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'other'; readonly format: FileKind }
  | { readonly kind: 'external-weights' }
  /** In the words of whoever tried to load it. */
  | { readonly kind: 'refused'; readonly said: string };

export type ModelLook = { readonly kind: 'model'; readonly facts: ModelFacts } | FileTrouble;

/** A NumPy file: its shape, the first dimension counting the items. */
export type ArrayLook =
  | { readonly kind: 'array'; readonly type: string; readonly shape: readonly number[] }
  | FileTrouble;
