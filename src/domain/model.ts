/** Models and data sets as declared: what is measured, and on what. */
import type { Digest } from '#core/digest.js';
import type { Bytes } from '#core/units.js';

/** Open ids: `fp32`, `fp16`, `int8`, `w4a16`, …; `onnx`, `hef`, `tflite`, … */
export type Precision = string;
export type Format = string;

/** What a conversion takes and gives. */
export interface Form {
  readonly format: Format;
  readonly precision: Precision;
}

export interface ModelSource extends Form {
  /** Relative to the experiment file. */
  readonly path: string;
  /** Pinned by the user: bytes with another digest are refused. */
  readonly sha256?: Digest;
}

export interface ModelInput {
  readonly name: string;
  /** A word stands for a free dimension; the first one is the batch. */
  readonly shape: readonly (number | string)[];
  readonly dtype: 'float32';
}

export interface Model {
  readonly name: string;
  readonly task: 'classification' | 'detection' | 'generation' | 'other';
  /** Who trained it: all sources of one model carry the same id. */
  readonly weights: string;
  readonly sources: readonly ModelSource[];
  readonly inputs: readonly ModelInput[];
  readonly attributes: Readonly<Record<string, number | string | boolean>>;
}

/** Tensors and labels as NumPy files; the first dimension counts the items. */
export interface DataSet {
  readonly name: string;
  readonly format: 'npy';
  readonly path: string;
  readonly labels?: string;
}

/**
 * How a large file of items is sent: cut along its first dimension into shards of whole items, each of them a valid file
 * of the same kind. Derived from the size of the items alone, so that everybody cuts alike.
 */
export interface Cut {
  readonly items: number;
  /** In every shard but the last, which has the rest. */
  readonly itemsEach: number;
  /** Size of a full shard. */
  readonly shardBytes: Bytes;
}

/** Bytes of ours, named by what they are. `path` is where this machine keeps them and is no part of any identity. */
export interface StoredFile {
  readonly digest: Digest;
  readonly bytes: Bytes;
  readonly path: string;
}

/** A file as the look at the disk found it; with a cut it is too large to be sent in one piece. */
export interface KnownFile extends StoredFile {
  readonly cut?: Cut;
}
