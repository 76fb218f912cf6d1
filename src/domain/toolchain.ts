/** All about one framework, as declared in `toolchains/<name>/toolchain.yaml`. */
import type { Unit } from './board.js';
import type { FailureCode } from './failure.js';
import type { Form, Format, Layout, Precision } from './model.js';
import type { LevelId } from './names.js';
import type { CompileTool, RunTool, SampleTool } from './tool.js';
import type { VersionRange } from './version-range.js';

/**
 * A whole argv word; names in braces are replaced, never split: `{node}`, `{python}`, `{bin}`, `{files}`, `{job}`, `{source}`,
 * `{out}`, `{modules}`, `{calibration}`, `{provider}` (of the unit, as `on` names it), of a runner that gives a summary `{model}`,
 * and the names of options.
 */
export type Template = string;

/** What an axis may bind to. `convert` options are part of the route, `run` options of the runner part. */
export interface ToolchainOption {
  readonly type: 'integer' | 'word';
  readonly effect: 'convert' | 'run';
  readonly default: LevelId;
  /** For words: the closed list. For integers: inclusive bounds. */
  readonly values?: readonly LevelId[];
  readonly min?: number;
  readonly max?: number;
}

/** How a tool is recognised on a board. */
export type Probe = PackageProbe | CommandProbe;

export interface PackageProbe {
  readonly name: string;
  readonly kind: 'node-package' | 'python-package';
  readonly package: string;
  /** Of the toolchain's environments, the one that brings the package; absent: nothing of ours installs it. */
  readonly environment?: EnvironmentId;
  /** Those of other toolchains with the same probe, where several are asked for together. */
  readonly also?: readonly EnvironmentId[];
  readonly accepts?: VersionRange;
}

/** A program that says its version. */
export interface CommandProbe {
  readonly name: string;
  readonly kind: 'command';
  readonly argv: readonly Template[];
  /** Of a line of what it prints; its group is the version, several groups are the parts of it. */
  readonly version: string;
  readonly accepts?: VersionRange;
}

/** Which environment of which toolchain. */
export interface EnvironmentId {
  readonly toolchain: string;
  readonly name: string;
}

/** Python packages of one toolchain, in a folder of their own for each version. */
export interface ToolEnvironment {
  readonly name: string;
  /** What of Python it runs on. */
  readonly python?: VersionRange;
  /** Stands for `{version}` where an experiment asks for none. */
  readonly version: string;
  /** What stands for it on machines of a processor architecture, by its name. */
  readonly versions?: ReadonlyMap<string, string>;
  /** Requirements as pip reads them, pinned. */
  readonly packages: readonly Template[];
  /** The same, installed without what they declare to need. */
  readonly alone: readonly Template[];
}

/** What a board has of its own: no probe looks for these, they are among its facts. */
export const interpreters = ['node', 'python'] as const;
export type Interpreter = (typeof interpreters)[number];

export interface Runner {
  readonly name: string;
  /** The integer protocol it speaks; part of the recipe, unlike the bytes of its files. */
  readonly protocol: 1;
  /** Probe names that must be found on the board; `node` and `python` are the board's own. */
  readonly needs: readonly string[];
  readonly argv: readonly Template[];
  /** Relative to the toolchain's folder; placed under `{files}` by base name. */
  readonly files: readonly string[];
  /** Absent: samples. A summary is the framework's own words: marked reported, never mixed with what we compute. */
  readonly gives?: 'samples' | 'summary';
  /** Absent: messages of the protocol. Otherwise the tool whose words it prints. */
  readonly reads?: 'messages' | RunTool;
  readonly variants?: readonly Variant[];
  /** Lines of what it prints, or of its own error, that name a failure; the first pattern that matches wins. */
  readonly failures?: readonly NamedFailure[];
  /** The parser for the file `{samples}` that a tool leaves, with a row for each inference: then latencies are computed. */
  readonly samples?: SampleTool;
  /** The most items that it takes in one inference; absent: one. */
  readonly batch?: number;
  /** The most inferences that it has in flight; absent: one. */
  readonly streams?: number;
}

/**
 * What a line may be the name of. Of the runner's codes those that a tool can say of itself; what becomes of an attempt from
 * outside (a limit, a signal, a lost board) is never read from words.
 */
export const namedFailureCodes = [
  'conversion/failed',
  'conversion/refused',
  'conversion/timeout',
  'toolchain/refused',
  'runner/error',
  'runner/out-of-memory',
  'device/missing',
  'device/busy',
  'device/refused',
  'artifact/incompatible',
] as const satisfies readonly FailureCode[];
export type NamedFailureCode = (typeof namedFailureCodes)[number];

export interface NamedFailure {
  /** A regular expression. */
  readonly line: string;
  readonly code: NamedFailureCode;
}

/** Another argv for some versions of the tool, chosen by what a board has and not part of what is asked. */
export interface Variant {
  readonly version: VersionRange;
  readonly argv: readonly Template[];
}

/** How far answers may be from those of the source. */
export interface CheckLimits {
  /** Least cosine of the angle between the two, over the answers to one item. */
  readonly cosine?: number;
  /** Greatest difference of one value, as a share of the largest one of the source's answer. */
  readonly maxError?: number;
  /** Least share of the items with the same first class; asked of trained weights alone. */
  readonly top1?: number;
}

export interface Conversion {
  readonly id: string;
  readonly from: Form;
  /** Precision `same` keeps what came in; format and precision `any` in `from` match every one. */
  readonly to: Form;
  readonly needs: readonly string[];
  /** The probe whose version is part of the artifact key. */
  readonly tool: string;
  readonly argv: readonly Template[];
  readonly files: readonly string[];
  readonly cost: number;
  /** Absent: the board that measures. */
  readonly where?: 'builder' | 'board';
  /** Processors of machines that can do it, as `uname -m` names them; absent: any. */
  readonly arch?: readonly string[];
  /** Facts of the board that made it which belong to the key of what it makes: elsewhere it would have made another thing. */
  readonly target?: readonly TargetFact[];
  /** It is given items of the model's calibration set. */
  readonly calibration?: true;
  readonly variants?: readonly Variant[];
  /** Absent: the limits of its precision. */
  readonly check?: CheckLimits;
  /** Lines of its output that name a failure; the first pattern that matches wins. */
  readonly failures: readonly NamedFailure[];
  /** A line that it must have printed: without it nothing was made, with it something was, whatever its exit code is. */
  readonly proves?: string;
  /** The parser for what it prints: its facts are kept with what it made. */
  readonly reads?: CompileTool;
}

/** Facts of a board that an artifact may hang on. `tool:NAME` is the version that a probe found, `packages:NAME` all that lies beside it. */
export const targetFacts = ['arch', 'os', 'kernel', 'cpu.model', 'memory.bytes', 'board.model'] as const;
export type TargetFact = (typeof targetFacts)[number] | `tool:${string}` | `packages:${string}` | `setting:${string}`;

/** A unit of a device and the name that the framework gives to it. */
export interface Placement {
  readonly unit: Unit;
  readonly provider: string;
  /** Absent: every device that has the unit. */
  readonly devices?: readonly LevelId[];
  /** Absent: all of the toolchain. */
  readonly precisions?: readonly Precision[];
  /** Operators of models that it does not compute. */
  readonly lacks?: readonly LackedOperator[];
}

/** What somebody found out about a framework on a unit, and where that can be looked up. */
export interface LackedOperator {
  /** A word that models declare among their `operators`. */
  readonly operator: string;
  /** Of the framework; absent: in all. */
  readonly versions?: VersionRange;
  /** What was said when a model was really refused for it; absent: nobody is known to have seen that. */
  readonly refused?: string;
  readonly source: string;
}

export interface Toolchain {
  readonly schema: 1;
  readonly name: string;
  /** Where its files are on this machine; no part of any identity. */
  readonly folder: string;
  /** Where files of a folder beside it (`../X/`) lie that are not there; absent: nowhere else. */
  readonly shared?: string;
  readonly loads: Format;
  /** Of images, in what it loads; absent: as the source has it. */
  readonly layout?: Layout;
  readonly precisions: readonly Precision[];
  /** In order of preference: the first is the default unit. */
  readonly on: readonly Placement[];
  readonly options: Readonly<Record<string, ToolchainOption>>;
  readonly runners: readonly Runner[];
  readonly probes: readonly Probe[];
  readonly conversions: readonly Conversion[];
  readonly environments?: readonly ToolEnvironment[];
  /** Formats of sources that its first runner loads as they are: it answers for them when a conversion is checked. */
  readonly answers?: readonly Format[];
}
