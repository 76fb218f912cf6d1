/** What is missing where nothing fits: of all boards and runners, the one that lacks least, and how each could be mended. */
import { type Failure, failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import { interpreters, type Runner, type Toolchain } from '#domain/toolchain.js';
import { installPieces, isPrepared } from './install.js';
import type { Target } from './target.js';
import { fitOf, type Lack, lacking, type Needs } from './tools.js';

/** A runner that could do it, with all that it and its conversions need. */
export interface Wish {
  readonly runner: Runner;
  readonly needs: Needs;
}

interface Miss extends Wish {
  readonly board: BoardId;
  readonly lacks: readonly [Lack, ...Lack[]];
}

export function nearestLack({ toolchain, boards, ingredient }: Target, wishes: readonly Wish[], known: Known): Failure {
  const misses: Miss[] = [];
  let silent: Failure | undefined;
  for (const wish of wishes) {
    for (const { id } of boards) {
      const fit = fitOf(id, wish.needs, known);
      if (fit.kind === 'silent') silent ??= fit.because;
      if (fit.kind === 'missing') misses.push({ ...wish, board: id, lacks: fit.lacks });
    }
  }
  const [first, ...rest] = misses;
  if (!first) {
    const { device, unit, host } = ingredient;
    return silent ?? failure('board/none', { device, unit, ...(host === null ? {} : { host }) });
  }
  // Of equal ones the earlier: runners are in order of preference.
  const nearest = rest.reduce((best, miss) => (miss.lacks.length < best.lacks.length ? miss : best), first);
  const there = misses.filter(({ board, runner }) => board === nearest.board && runner !== nearest.runner);
  const ways = [nearest, ...there];
  return lacking(nearest.board, nearest.lacks, {
    install: ways.map((miss) => recipeFor(miss, toolchain)),
    // Also where only a later way, such as that of Python after that of Node, has an environment.
    ...(ways.some(({ lacks }) => isPrepared(lacks, toolchain)) ? { prepare: toolchain.name } : {}),
  });
}

/** `LANGUAGE PIECE…`: what to install for the runner's language. */
function recipeFor({ runner, needs, lacks }: Miss, toolchain: Toolchain): string {
  const language = interpreters.find((each) => runner.needs.includes(each)) ?? runner.name;
  return [toolchain.name, language, ...installPieces(lacks, toolchain, needs.version)].join(' ');
}
