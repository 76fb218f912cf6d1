/** All about one framework, as declared in `toolchains/<name>/toolchain.yaml`. */
import type { Unit } from './board.js';
import type { FailureCode } from './failure.js';
import type { Form, Format, Precision } from './model.js';
import type { LevelId } from './names.js';

/** A whole argv word; `{node}`, `{python}`, `{files}`, `{job}`, `{source}`, `{out}` and `{option}` names are replaced, never split. */
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
export interface Probe {
  readonly name: string;
  readonly kind: 'node-package' | 'python-package';
  readonly package: string;
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
  /** Lines of its output that name a failure; the first that matches wins. */
  readonly failures: readonly { readonly line: string; readonly code: Extract<FailureCode, `conversion/${string}`> }[];
}

/** A unit of a device and the name that the framework gives to it. */
export interface Placement {
  readonly unit: Unit;
  readonly provider: string;
}

export interface Toolchain {
  readonly schema: 1;
  readonly name: string;
  /** Where its files are on this machine; no part of any identity. */
  readonly folder: string;
  readonly loads: Format;
  readonly precisions: readonly Precision[];
  /** In order of preference: the first is the default unit. */
  readonly on: readonly Placement[];
  readonly options: Readonly<Record<string, ToolchainOption>>;
  readonly runners: readonly Runner[];
  readonly probes: readonly Probe[];
  readonly conversions: readonly Conversion[];
}
