/** Framework and device → the runner that is used, and the boards it can be used on. */
import { present } from '#core/invariant.js';
import { err, ok, type Result } from '#core/result.js';
import { failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import type { Measurement } from '#domain/plan.js';
import type { Runner } from '#domain/toolchain.js';
import { toolchainFiles } from './files.js';
import type { ChosenOptions } from './options.js';
import { type Refusal, unavailable } from './question.js';
import type { RunnerIngredient } from './recipe.js';
import type { Target } from './target.js';
import { boardsThatFit } from './tools.js';

export interface Choice {
  readonly boards: readonly BoardId[];
  readonly runner: Measurement['runner'];
  readonly ingredient: RunnerIngredient;
}

export interface ChoiceRequest {
  readonly options: ChosenOptions;
  /** Of the conversions: they run on the board that measures. */
  readonly needs: readonly string[];
  readonly known: Known;
}

/** The first runner that some board can start, or may be able to: the plan fixes it, and with it the recipe. */
export function choose(target: Target, { options, needs, known }: ChoiceRequest): Result<Choice, Refusal> {
  const { toolchain, boards } = target;
  if (boards.length === 0) {
    const { device, unit, host } = target.ingredient;
    return err(unavailable(failure('board/none', { device, unit, ...(host === null ? {} : { host }) })));
  }
  let refusal: Refusal | undefined;
  for (const runner of toolchain.runners) {
    const tools = [...new Set([...runner.needs, ...needs])];
    const fit = boardsThatFit(boards, { tools, version: requestedVersion(target) }, known);
    const files = toolchainFiles(toolchain, runner.files, known);
    if ('code' in fit) refusal ??= unavailable(fit);
    else if (!files.ok) refusal ??= unavailable(files.error);
    else
      return ok({
        boards: fit,
        runner: { toolchain: toolchain.name, ...pick(runner), files: files.value },
        ingredient: runnerIngredient(runner, target, options),
      });
  }
  return err(present(refusal, 'a runner of the toolchain'));
}

function pick({ name, argv, needs }: Runner): Pick<Runner, 'name' | 'argv' | 'needs'> {
  return { name, argv, needs };
}

function runnerIngredient(
  { name, protocol }: Runner,
  { toolchain, framework }: Target,
  options: ChosenOptions,
): RunnerIngredient {
  return { toolchain: toolchain.name, name, protocol, version: framework.version ?? null, options: options.run };
}

/** A version asked of a framework is asked of what its runners load, not of Node and not of every converter. */
export function requestedVersion({ framework, toolchain }: Target): { wanted: string; of: readonly string[] } | null {
  if (framework.version === undefined) return null;
  const needs = new Set(toolchain.runners.flatMap((runner) => runner.needs));
  needs.delete('node');
  return { wanted: framework.version, of: [...needs] };
}
