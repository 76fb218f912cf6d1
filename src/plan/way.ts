/**
 * Runner and conversions that one board can have together, with builders for what need not be done there: routes are found
 * for each set of tools that is there, or may be. What the toolchain prefers decides, then what is known; what nobody looked
 * at counts as there, so that an unprobed board gets what the toolchain prefers and not what comes second.
 */
import { err, ok, type Result } from '#core/result.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import type { PlannedFile } from '#domain/plan.js';
import type { AskedVersion } from '#domain/tool-choice.js';
import type { Conversion, Runner } from '#domain/toolchain.js';
import type { Builders } from './builders.js';
import type { Chain } from './chain.js';
import { toolchainFiles } from './files.js';
import { nearestLack, type Wish } from './nearest-lack.js';
import { type Refusal, unavailable } from './question.js';
import type { DraftStep } from './steps.js';
import { requestedVersion, type Target } from './target.js';
import { fitOf, machinesThatFit, needsOf } from './tools.js';

export interface Way {
  readonly runner: Runner;
  readonly files: readonly PlannedFile[];
  readonly chain: Chain;
  /** Each of them can do all of it that is done on a board. */
  readonly boards: readonly BoardId[];
  /** By conversion, the builders that can do it. */
  readonly builders: ReadonlyMap<string, readonly BoardId[]>;
  /** Those that can build the source; empty: it is a file. */
  readonly sourceBuilders: readonly BoardId[];
}

export interface WayRequest {
  readonly target: Target;
  /** The runner that the cell was planned with before; it is kept as long as it can be. */
  readonly kept: string | undefined;
  /** The route with these conversions alone. */
  readonly chainWith: (conversions: readonly Conversion[]) => Result<Chain, Refusal>;
  readonly builders: Builders;
  readonly known: Known;
}

export function wayOf(request: WayRequest): Result<Way, Refusal> {
  const { target, chainWith, known } = request;
  const version = requestedVersion(target);
  const names = target.boards.map(({ id }) => id);
  const wishes: Wish[] = [];
  let refusal: Refusal | undefined;
  for (const runner of inOrder(request)) {
    for (const [index, conversions] of kitsOf(runner, request, version).entries()) {
      const chain = chainWith(conversions);
      // All of them together have a route: the cell was asked that first.
      if (!chain.ok) continue;
      const { onBoard } = chain.value;
      const needs = { ...onBoard, tools: [...new Set([...runner.needs, ...onBoard.tools])], version };
      const boards = machinesThatFit(names, needs, known);
      const way =
        boards.length > 0 ? withBuilders({ runner, chain: chain.value, boards }, request, version) : undefined;
      if (way?.ok) return way;
      refusal ??= way?.error;
      // The first is the route over everything: what it needs is what is to be installed.
      if (index === 0) wishes.push({ runner, needs });
    }
  }
  return err(refusal ?? unavailable(nearestLack(target, wishes, known)));
}

/** Boards are there: what is left are the runner's own files, and somebody for what builders do. */
function withBuilders(
  way: Pick<Way, 'runner' | 'chain' | 'boards'>,
  { target, builders, known }: WayRequest,
  version: AskedVersion | null,
): Result<Way, Refusal> {
  const { toolchain } = target;
  const files = toolchainFiles(toolchain, way.runner.files, known);
  if (!files.ok) return err(unavailable(files.error));
  const able = way.chain.onBuilder.map((each) => [each, builders.able(each, version)] as const);
  const lacking = able.find(([, names]) => names.length === 0);
  if (lacking) return err(unavailable(builders.lack(lacking[0], toolchain, version)));
  const { build } = way.chain;
  const sourceBuilders = build ? builders.with(build) : [];
  if (build && sourceBuilders.length === 0) return err(unavailable(builders.lackFor(build, build.by, null)));
  return ok({
    ...way,
    files: files.value,
    sourceBuilders,
    builders: new Map(able.map(([{ id }, names]) => [id, names])),
  });
}

/** A framework may name its runner; then no other will do. */
function inOrder({ target: { toolchain, framework }, kept }: WayRequest): readonly Runner[] {
  const runners = toolchain.runners.filter(({ name }) => framework.runner === undefined || name === framework.runner);
  return [...runners.filter(({ name }) => name === kept), ...runners.filter(({ name }) => name !== kept)];
}

/**
 * Sets of conversions to look for a route in: first all of them, because the recipe is to hang on the day as little as can be;
 * then those that builders and each board have. Of equal conversions the runner's own tools come first: who has it can do them.
 */
function kitsOf(
  runner: Runner,
  { target, builders, known }: WayRequest,
  version: AskedVersion | null,
): readonly (readonly Conversion[])[] {
  const { toolchain, boards } = target;
  const own = (conversion: Conversion): boolean =>
    needsOf(conversion).tools.every((need) => runner.needs.includes(need));
  const all = [...toolchain.conversions.filter(own), ...toolchain.conversions.filter((each) => !own(each))];
  const kits = new Map([[all.map(({ id }) => id).join(), all]]);
  for (const { id } of boards) {
    const kit = all.filter((each) =>
      each.where === 'builder'
        ? builders.able(each, version).length > 0
        : usable(fitOf(id, { ...needsOf(each), version }, known).kind),
    );
    kits.set(kit.map((each) => each.id).join(), kit);
  }
  return [...kits.values()];
}

function usable(kind: ReturnType<typeof fitOf>['kind']): boolean {
  return kind === 'met' || kind === 'unknown';
}

/** Where a step of its route is done. */
export function machinesFor({ from, where, conversion }: DraftStep, way: Way): Way['boards'] {
  if (from.kind === 'nothing') return way.sourceBuilders;
  return where === 'builder' ? (way.builders.get(conversion) ?? []) : way.boards;
}
