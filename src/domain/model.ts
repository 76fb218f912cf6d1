/** Models and data sets as declared: what is measured, and on what. */
import type { Digest } from '#core/digest.js';
import type { Bytes } from '#core/units.js';
import type { Match } from './match.js';

/** Open ids: `fp32`, `fp16`, `int8`, `w4a16`, …; `onnx`, `hef`, `tflite`, … */
export type Precision = string;
export type Format = string;

/** What a conversion takes and gives. */
export interface Form {
  readonly format: Format;
  readonly precision: Precision;
}

/** How the numbers of an image lie: channels first, or last. */
export type Layout = 'nchw' | 'nhwc';

export interface ModelSource extends Form {
  /** Relative to the experiment file; empty where it is built. */
  readonly path: string;
  /** Made by a command on a builder, in the place of a file that exists. */
  readonly build?: SourceBuild;
  /** Only for cells with these levels; absent: for all. */
  readonly for?: Match;
  /** Memory that a machine must have to compute it, in MB; absent: what the model says by its attribute of that name. */
  readonly minMemoryMb?: number;
  /** Pinned by the user: bytes with another digest are refused. */
  readonly sha256?: Digest;
}

export interface SourceBuild {
  /** `{out}` is the file to write; words that are one of `inputs` stand for that file, `{python}` for the toolchain's interpreter. */
  readonly argv: readonly string[];
  /** All that it reads, relative to the experiment file. */
  readonly inputs: readonly string[];
  /** Whose environment has what it needs; absent: the builder's own Python. */
  readonly toolchain?: string;
}

/** What a file is called where it is laid beside others. */
export function baseName(path: string): string {
  return path.split('/').at(-1) ?? path;
}

/** Items that a quantising conversion looks at: drawn from a data set, none of them among those that accuracy counts. */
export interface Calibration {
  /** Null: made-up numbers, for weights that nobody trained. */
  readonly data: string | null;
  readonly count: number;
  readonly seed: number;
}

export interface ModelInput {
  readonly name: string;
  /** A word stands for a free dimension; the first one is the batch. */
  readonly shape: readonly (number | string)[];
  readonly dtype: 'float32';
  /** Of the data and of the sources; absent: not said, and nothing is turned around. */
  readonly layout?: Layout;
}

export interface Model {
  readonly name: string;
  readonly task: 'classification' | 'detection' | 'generation' | 'other';
  /** Who trained it: all sources of one model carry the same id. */
  readonly weights: string;
  readonly sources: readonly ModelSource[];
  readonly inputs: readonly ModelInput[];
  readonly calibration?: Calibration;
  /** Those that frameworks may lack (swish, depthwise …), in words of one's own; absent: nobody says. */
  readonly operators?: readonly string[];
  readonly attributes: Readonly<Record<string, number | string | boolean>>;
}

/** A person says so by the id: there is no accuracy to ask of these. */
export function isTrained({ weights }: Model): boolean {
  return !/^random\b/.test(weights);
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
