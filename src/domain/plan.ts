/**
 * The Plan: everything decided before anything is done. `plan` prints it, `run` carries it out, the store keeps it frozen.
 * Plain data: it survives JSON unchanged.
 */
import { canonicalJson, type Plain } from '#core/canonical-json.js';
import { createDigest, type Digest } from '#core/digest.js';
import type { Bytes, Nanoseconds } from '#core/units.js';
import type { BoardSetting } from './board.js';
import type { Caution } from './caution.js';
import type { Diagnostic } from './diagnostic.js';
import type { Limits, Protocol } from './experiment.js';
import type { Failure } from './failure.js';
import type { Execution } from './message.js';
import type { Form, KnownFile, Layout } from './model.js';
import type { ArtifactKey, BoardId, CellKey, Fingerprint, LevelId, StepKey } from './names.js';
import type { ShardRange } from './shards.js';
import type { CompileTool, RunTool, SampleTool } from './tool.js';
import type { AskedVersion } from './tool-choice.js';
import type { CheckLimits, NamedFailure, TargetFact, Variant } from './toolchain.js';

/** Named parts of a recipe: what was declared and can change the result. `explain` names the part that changed. */
export const partNames = ['source', 'route', 'runner', 'preprocess', 'data', 'protocol', 'target', 'settings'] as const;
export type PartName = (typeof partNames)[number];
export interface Recipe {
  readonly format: 1;
  readonly parts: Readonly<Record<PartName, Digest>>;
}

/** A file under the name it has in the experiment; `path` is where this machine finds it. */
export interface PlannedFile extends KnownFile {
  readonly name: string;
}

/** What a route begins with: a file that is there, or what a step of the plan builds. */
export type PlannedSource = Form & ((PlannedFile & { readonly built?: undefined }) | BuiltSource);

export interface BuiltSource {
  /** The words of its command, for people. */
  readonly name: string;
  /** The step that writes it, which is the first of the route. Bytes and digest are what that one comes to. */
  readonly built: StepKey;
}

/** The chain from a source to what the framework loads. */
export interface Route {
  readonly source: PlannedSource;
  /** In order, a build before all; empty: the source is a file and loaded as it is. */
  readonly steps: readonly StepKey[];
  /** What the last conversion gives; absent: the source is loaded as it is. */
  readonly loads?: Form;
  /** What compares the answers of what is loaded with those of the source; absent: it is not checked. */
  readonly check?: StepKey;
  /** Why not, where something is converted. */
  readonly unchecked?: Unchecked;
}

/**
 * no-reference: nobody here loads the source as it is; no-shape: nobody says what the model takes; summary-only: the runner of
 * the cell gives sums and no answers.
 */
export const uncheckedReasons = ['no-reference', 'no-shape', 'summary-only'] as const;
export type Unchecked = (typeof uncheckedReasons)[number];

/** Items that are cut out of a data set, or made up: the same wherever and whenever they are drawn. */
export type Drawn =
  | { readonly kind: 'items'; readonly file: PlannedFile; readonly items: readonly number[] }
  /** Standard normal numbers; the first dimension counts the items. */
  | { readonly kind: 'random'; readonly shape: readonly number[]; readonly seed: number };

/** A runner that answers for a few fixed items: the reference, or what is held against it. */
export interface PlannedAnswer {
  readonly runner: Measurement['runner'];
  /** Of the model that is asked: frameworks tell formats by the names of files. */
  readonly format: string;
  readonly asked: Execution;
  readonly options: Readonly<Record<string, string>>;
  readonly input: Measurement['input'];
  readonly items: Drawn;
  /** Absent: it is the reference itself. */
  readonly against?: {
    readonly step: StepKey;
    readonly limits: Required<CheckLimits>;
    /** Of untrained weights no first class is compared: it hangs on the last bit. */
    readonly trained: boolean;
  };
}

export type CacheState =
  | { readonly kind: 'hit'; readonly artifact: ArtifactKey; readonly digest: Digest; readonly bytes: Bytes }
  | { readonly kind: 'miss'; readonly artifact: ArtifactKey | null }
  | { readonly kind: 'refused'; readonly artifact: ArtifactKey; readonly failure: Failure }
  /** The tool's version is not known until the board is probed, or an earlier step must run first. */
  | { readonly kind: 'unknown' };

/** What a source is built from: nothing but files that the experiment declares. */
export interface BuildOrigin {
  readonly kind: 'nothing';
  /** As that of the source. */
  readonly name: string;
  /** Of the command and of what its inputs hold, whatever they are called. */
  readonly digest: Digest;
  readonly inputs: readonly PlannedFile[];
  /** What must come out of it; absent: whatever does. */
  readonly pinned?: Digest;
}

/** A conversion to be done at most once, however many cells wait for it. */
export interface PlannedStep {
  readonly key: StepKey;
  readonly toolchain: string;
  readonly conversion: string;
  readonly from:
    | { readonly kind: 'source'; readonly file: PlannedFile }
    | { readonly kind: 'step'; readonly key: StepKey }
    | BuildOrigin;
  readonly to: { readonly format: string; readonly precision: string };
  /** Absent: on the boards that measure. Otherwise `boards` are builders. */
  readonly where?: 'builder';
  /** Of the board that made it; they belong to the artifact's key. */
  readonly target?: readonly TargetFact[];
  readonly calibration?: Drawn;
  readonly variants?: readonly Variant[];
  /** It converts nothing: what it makes are answers. */
  readonly answer?: PlannedAnswer;
  /** Templates with the convert options filled in; `{node}`, `{files}`, `{source}`, `{out}` are left. */
  readonly argv: readonly string[];
  readonly files: readonly PlannedFile[];
  /** The probe whose version enters the artifact key, and the folder its package is resolved from. */
  readonly tool: string;
  /** What it needs besides; absent: nothing, or an interpreter that its argv names. */
  readonly needs?: readonly string[];
  /** Where an experiment asks for one: a machine may have the tool in several. */
  readonly version?: AskedVersion;
  readonly failures: readonly NamedFailure[];
  /** A line that must have been printed. */
  readonly proves?: string;
  /** How to read what it prints. */
  readonly reads?: CompileTool;
  readonly boards: readonly BoardId[];
  readonly cache: CacheState;
  readonly limitNs: Nanoseconds;
}

/** Everything needed to measure a cell, whatever becomes of the YAML afterwards. */
export interface Measurement {
  readonly fingerprint: Fingerprint;
  readonly recipe: Recipe;
  readonly route: Route;
  readonly runner: {
    readonly toolchain: string;
    readonly name: string;
    readonly argv: readonly string[];
    readonly files: readonly PlannedFile[];
    readonly needs: readonly string[];
    /** Where an experiment asks for one: a board may have the framework in several. */
    readonly version?: AskedVersion;
    readonly gives?: 'summary';
    readonly reads?: RunTool;
    readonly variants?: readonly Variant[];
    readonly failures?: readonly NamedFailure[];
    readonly samples?: SampleTool;
  };
  readonly asked: Execution;
  readonly options: Readonly<Record<string, string>>;
  readonly protocol: Protocol;
  readonly limits: Limits;
  readonly input: {
    readonly name: string | null;
    readonly shape: readonly (number | string)[] | null;
    /** Where images must be turned around before they are fed. */
    readonly layout?: { readonly data: Layout; readonly model: Layout };
  };
  readonly inputImages: PlannedFile | null;
  readonly accuracy: {
    readonly images: PlannedFile;
    readonly labels: PlannedFile;
    readonly top: readonly number[];
    /** Of the shards of the images, if the boards cannot keep them all at once. */
    readonly parts?: readonly ShardRange[];
  } | null;
  /** Kind of the machine that the device is plugged into; absent: the device is the machine. */
  readonly host?: LevelId;
  /** Absent: the board is measured as it is. */
  readonly settings?: readonly AskedSetting[];
  /** What was known to be in the way when it was planned; absent: nothing. */
  readonly cautions?: readonly Caution[];
}

/** Asked of a board before the runner starts; the board's own words for it are in the inventory. */
export interface AskedSetting {
  readonly name: string;
  readonly value: LevelId;
  readonly cost: BoardSetting['cost'];
}

export type PlannedCell = {
  readonly key: CellKey;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
} & (
  | {
      readonly kind: 'run';
      readonly boards: readonly BoardId[];
      readonly sessions: number;
      readonly measurement: Measurement;
    }
  | { readonly kind: 'not-applicable' | 'unsupported' | 'unavailable'; readonly because: Failure }
);
export type RunCell = Extract<PlannedCell, { kind: 'run' }>;

export interface Plan {
  readonly format: 1;
  readonly experiment: string;
  readonly seed: number;
  readonly cells: readonly PlannedCell[];
  /** In an order in which each step follows those it needs. */
  readonly steps: readonly PlannedStep[];
  /** Excluded cells are counts per rule, never rows. */
  readonly excluded: readonly { readonly rule: string; readonly because: string | null; readonly cells: number }[];
  /** Rules that matched nothing, attributes that nobody declares. */
  readonly warnings: readonly Diagnostic[];
  readonly estimateNs: Nanoseconds;
}

/** Over canonical lines (header, cells, steps), so that a plan of 100,000 cells never becomes one text. */
export function digestOfPlan(plan: Plan): Digest {
  const { cells, steps, ...header } = plan;
  const digest = createDigest();
  const utf8 = new TextEncoder();
  const line = (text: string): void => digest.update(utf8.encode(`${text}\n`));
  const headerLine: Plain<typeof header> = header;
  line(canonicalJson(headerLine));
  for (const cell of cells) {
    const plain: Plain<PlannedCell> = cell;
    line(canonicalJson(plain));
  }
  for (const step of steps) {
    const plain: Plain<PlannedStep> = step;
    line(canonicalJson(plain));
  }
  return digest.end();
}
