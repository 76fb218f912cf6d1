/** Who answers for a model: for its source the first toolchain that loads it as it is, for what came out the cell's own. */
import { Memo } from '#core/memo.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import type { Measurement, PlannedAnswer } from '#domain/plan.js';
import { interpreters, type Runner, type Toolchain } from '#domain/toolchain.js';
import { toolchainFiles } from './files.js';
import { fitOf } from './tools.js';

export interface Answerer {
  readonly toolchain: Toolchain;
  readonly runner: Measurement['runner'];
  /** The probe whose version its answers hang on. */
  readonly tool: string;
  readonly boards: readonly BoardId[];
}

/** Remembered by format and machines, which plans share by reference: equal answers are one object. */
export class Answerers {
  readonly #toolchains: ReadonlyMap<string, Toolchain>;
  readonly #known: Known;
  readonly #found = new Memo<{ readonly answerer: Answerer | undefined }>();

  constructor(toolchains: ReadonlyMap<string, Toolchain>, known: Known) {
    this.#toolchains = toolchains;
    this.#known = known;
  }

  /** On the first of these groups of machines that can have it: builders, then the boards that measure. */
  referenceFor(format: string, groups: readonly (readonly BoardId[])[]): Answerer | undefined {
    // What is certain comes before what nobody looked at.
    for (const kind of ['met', 'unknown'] as const) {
      for (const machines of groups) {
        const memo = this.#found.at([format, kind, machines]);
        const { answerer } = (memo.made ??= { answerer: this.#on(format, { machines, kind, known: this.#known }) });
        if (answerer) return answerer;
      }
    }
    return undefined;
  }

  #on(format: string, place: Place): Answerer | undefined {
    for (const toolchain of this.#toolchains.values()) {
      const found = toolchain.answers?.includes(format) ? ableOn(toolchain, place) : undefined;
      if (found) return found;
    }
    return undefined;
  }
}

interface Place {
  readonly machines: readonly BoardId[];
  readonly kind: 'met' | 'unknown';
  readonly known: Known;
}

function ableOn(toolchain: Toolchain, { machines, kind, known }: Place): Answerer | undefined {
  for (const runner of toolchain.runners.filter(givesAnswers)) {
    const boards = machines.filter((id) => fitOf(id, { tools: runner.needs, version: null }, known).kind === kind);
    const files = toolchainFiles(toolchain, runner.files, known);
    if (boards.length === 0 || !files.ok) continue;
    const { name, argv, needs, failures } = runner;
    return {
      toolchain,
      runner: { toolchain: toolchain.name, name, argv, needs, files: files.value, ...(failures ? { failures } : {}) },
      tool: toolOf(runner),
      boards,
    };
  }
  return undefined;
}

/** A tool that only sums up what it measured is asked for nothing else. */
export function givesAnswers({ gives }: Pick<Runner, 'gives'>): boolean {
  return gives !== 'summary';
}

/** What it loads the model with; an interpreter where it needs nothing else. */
export function toolOf({ needs }: Pick<Runner, 'needs'>): string {
  return needs.find((need) => !interpreters.some((each) => each === need)) ?? needs[0] ?? 'python';
}

/** As an experiment that says nothing: what a reference answers must not hang on axes. */
export function usualOptions(
  { options }: Toolchain,
  chosen: Readonly<Record<string, string>> = {},
): PlannedAnswer['options'] {
  const run = Object.entries(options).filter(([, { effect }]) => effect === 'run');
  return Object.fromEntries(
    run.map(([name, option]) => [name, (Object.hasOwn(chosen, name) ? chosen[name] : undefined) ?? option.default]),
  );
}
