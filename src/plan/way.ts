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
import type { Runner } from '#domain/toolchain.js';
import type { Builders } from './builders.js';
import type { Chain } from './chain.js';
import { type Demand, unmetBy } from './demand.js';
import { toolchainFiles } from './files.js';
import { type Kit, type Kits, needsWith } from './kits.js';
import { nearestLack, type Wish } from './nearest-lack.js';
import { type Refusal, unavailable } from './question.js';
import type { DraftStep } from './steps.js';
import { requestedVersion, type Target } from './target.js';

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
  readonly demand: Demand;
  /** The route with these conversions alone. */
  readonly chainWith: (kit: Kit) => Result<Chain, Refusal>;
  readonly kits: Kits;
  readonly builders: Builders;
  readonly known: Known;
}

export function wayOf(request: WayRequest): Result<Way, Refusal> {
  const { target, chainWith, kits, known } = request;
  const version = requestedVersion(target);
  const wishes: Wish[] = [];
  let refusal: Refusal | undefined;
  for (const runner of inOrder(request)) {
    for (const [index, kit] of kits.of(target, runner).entries()) {
      const chain = chainWith(kit);
      // All of them together have a route: the cell was asked that first.
      if (!chain.ok) continue;
      const needs = { ...needsWith(runner, chain.value.onBoard), version };
      const boards = kits.boardsFor(target, runner, needs);
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
function inOrder({ target: { toolchain, framework }, demand, kept }: WayRequest): readonly Runner[] {
  const named = toolchain.runners.filter(({ name }) => framework.runner === undefined || name === framework.runner);
  const runners = named.filter((runner) => unmetBy(runner, demand) === undefined);
  return [...runners.filter(({ name }) => name === kept), ...runners.filter(({ name }) => name !== kept)];
}

/** Where a step of its route is done. */
export function machinesFor({ from, where, conversion }: DraftStep, way: Way): Way['boards'] {
  if (from.kind === 'nothing') return way.sourceBuilders;
  return where === 'builder' ? (way.builders.get(conversion) ?? []) : way.boards;
}
