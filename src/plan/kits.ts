/**
 * Sets of conversions to look for a route in: first all of them, because the recipe is to hang on the day as little as can be;
 * then those that builders and each board have. They hang on no model: each is found once for a target and a runner.
 */
import { Memo } from '#core/memo.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import type { Conversion, Runner } from '#domain/toolchain.js';
import type { Builders } from './builders.js';
import { requestedVersion, type Target } from './target.js';
import { fitOf, machinesThatFit, type Needs, needsOf, type ToolNeeds } from './tools.js';

export interface Kit {
  readonly conversions: readonly Conversion[];
  /** Of its conversions, in order: by it routes are remembered. */
  readonly ids: string;
}

export class Kits {
  readonly #builders: Builders;
  readonly #known: Known;
  readonly #kits = new Memo<readonly Kit[]>();
  readonly #boards = new Memo<readonly BoardId[]>();

  constructor(builders: Builders, known: Known) {
    this.#builders = builders;
    this.#known = known;
  }

  of(target: Target, runner: Runner): readonly Kit[] {
    return (this.#kits.at([target, runner]).made ??= this.#make(target, runner));
  }

  /** Those of the target that may have the runner and what is needed beside it. */
  boardsFor(target: Target, runner: Runner, needs: Needs): readonly BoardId[] {
    const key = [target, runner, needs.tools.join(), needs.arch?.join()];
    return (this.#boards.at(key).made ??= machinesThatFit(
      target.boards.map(({ id }) => id),
      needs,
      this.#known,
    ));
  }

  /** Of equal conversions the runner's own tools come first: who has it can do them. */
  #make(target: Target, runner: Runner): readonly Kit[] {
    const { toolchain, boards } = target;
    const version = requestedVersion(target);
    const own = (conversion: Conversion): boolean =>
      needsOf(conversion).tools.every((need) => runner.needs.includes(need));
    const all = [...toolchain.conversions.filter(own), ...toolchain.conversions.filter((each) => !own(each))];
    const kits = [kitOf(all)];
    for (const { id } of boards) {
      kits.push(
        kitOf(
          all.filter((each) =>
            each.where === 'builder'
              ? this.#builders.able(each, version).length > 0
              : usable(fitOf(id, { ...needsOf(each), version }, this.#known).kind),
          ),
        ),
      );
    }
    return [...new Map(kits.map((kit) => [kit.ids, kit])).values()];
  }
}

export function kitOf(conversions: readonly Conversion[]): Kit {
  return { conversions, ids: conversions.map(({ id }) => id).join() };
}

/** What a board does with such a chain: runner and conversions in one process of it each. */
export function needsWith({ needs }: Runner, onBoard: ToolNeeds): ToolNeeds {
  return { ...onBoard, tools: [...new Set([...needs, ...onBoard.tools])] };
}

function usable(kind: ReturnType<typeof fitOf>['kind']): boolean {
  return kind === 'met' || kind === 'unknown';
}
