/**
 * Runner and conversions that one board can have together: routes are found for each set of tools that is there, or may be.
 * What the toolchain prefers decides, then what is known; what nobody looked at counts as there, so that an unprobed board
 * gets what the toolchain prefers and not what comes second.
 */
import { err, ok, type Result } from '#core/result.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import type { PlannedFile } from '#domain/plan.js';
import type { Conversion, Runner, Toolchain } from '#domain/toolchain.js';
import type { Chain } from './chain.js';
import { toolchainFiles } from './files.js';
import { nearestLack, type Wish } from './nearest-lack.js';
import { type Refusal, unavailable } from './question.js';
import { requestedVersion, type Target } from './target.js';
import { boardsThatFit, fitOf } from './tools.js';

export interface Way {
  readonly runner: Runner;
  readonly files: readonly PlannedFile[];
  readonly chain: Chain;
  /** Each of them can do all of it. */
  readonly boards: readonly BoardId[];
}

export interface WayRequest {
  readonly target: Target;
  /** The runner that the cell was planned with before; it is kept as long as it can be. */
  readonly kept: string | undefined;
  /** The route with these conversions alone. */
  readonly chainWith: (conversions: readonly Conversion[]) => Result<Chain, Refusal>;
  readonly known: Known;
}

export function wayOf({ target, kept, chainWith, known }: WayRequest): Result<Way, Refusal> {
  const { toolchain, boards } = target;
  const version = requestedVersion(target);
  const wishes: Wish[] = [];
  let refusal: Refusal | undefined;
  for (const runner of inOrder(toolchain, kept)) {
    const files = toolchainFiles(toolchain, runner.files, known);
    for (const [index, conversions] of kitsOf(runner, target, known).entries()) {
      const chain = chainWith(conversions);
      // All of them together have a route: the cell was asked that first.
      if (!chain.ok) continue;
      const needs = { tools: [...new Set([...runner.needs, ...chain.value.needs])], version };
      const fit = boardsThatFit(boards, needs, known);
      if (fit.length > 0 && files.ok) return ok({ runner, files: files.value, chain: chain.value, boards: fit });
      if (fit.length > 0 && !files.ok) refusal ??= unavailable(files.error);
      // The first is the route over everything: what it needs is what is to be installed.
      if (index === 0) wishes.push({ runner, needs });
    }
  }
  return err(refusal ?? unavailable(nearestLack(target, wishes, known)));
}

function inOrder({ runners }: Toolchain, kept: string | undefined): readonly Runner[] {
  return [...runners.filter(({ name }) => name === kept), ...runners.filter(({ name }) => name !== kept)];
}

/**
 * Sets of conversions to look for a route in: first all of them, because the recipe is to hang on the day as little as can be;
 * then those that each board has. Of equal conversions the runner's own tools come first: who has it can do them.
 */
function kitsOf(runner: Runner, target: Target, known: Known): readonly (readonly Conversion[])[] {
  const { toolchain, boards } = target;
  const needsOf = ({ needs, tool }: Conversion): readonly string[] => [...needs, tool];
  const own = (conversion: Conversion): boolean => needsOf(conversion).every((need) => runner.needs.includes(need));
  const all = [...toolchain.conversions.filter(own), ...toolchain.conversions.filter((each) => !own(each))];
  const version = requestedVersion(target);
  const kits = new Map([[all.map(({ id }) => id).join(), all]]);
  for (const { id } of boards) {
    const kit = all.filter((each) => usable(fitOf(id, { tools: needsOf(each), version }, known).kind));
    kits.set(kit.map((each) => each.id).join(), kit);
  }
  return [...kits.values()];
}

function usable(kind: ReturnType<typeof fitOf>['kind']): boolean {
  return kind === 'met' || kind === 'unknown';
}
