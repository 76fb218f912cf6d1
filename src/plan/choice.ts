/** A way that was found → the runner as the plan keeps it, and its part of the recipe. */
import type { Measurement } from '#domain/plan.js';
import { askedHere } from '#domain/tool-choice.js';
import type { ChosenOptions } from './options.js';
import type { RunnerIngredient } from './recipe.js';
import { requestedVersion, type Target } from './target.js';
import type { Way } from './way.js';

export interface Choice {
  readonly runner: Measurement['runner'];
  readonly ingredient: RunnerIngredient;
}

/** The plan fixes it, and with it the recipe: what another board has, or this one tomorrow, changes it no more. */
export function choiceOf(target: Target, { runner, files }: Way, options: ChosenOptions): Choice {
  const { toolchain, framework } = target;
  const { name, argv, needs, protocol, gives, reads, variants, failures, samples } = runner;
  const version = askedHere(needs, requestedVersion(target));
  return {
    runner: {
      toolchain: toolchain.name,
      name,
      argv,
      needs,
      files,
      ...(version ? { version } : {}),
      ...(gives === 'summary' ? { gives } : {}),
      ...(reads === undefined || reads === 'messages' ? {} : { reads }),
      ...(variants ? { variants } : {}),
      ...(failures ? { failures } : {}),
      ...(samples ? { samples } : {}),
    },
    ingredient: {
      toolchain: toolchain.name,
      name,
      protocol,
      version: framework.version ?? null,
      options: options.run,
    },
  };
}
