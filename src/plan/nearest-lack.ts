/** What is missing where nothing fits: of all boards and runners, the one that lacks least, and how each could be mended. */
import { type Failure, failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import { interpreters, type Runner, type Toolchain } from '#domain/toolchain.js';
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
  return lacking(
    nearest.board,
    nearest.lacks,
    [nearest, ...there].map((miss) => recipeFor(miss, toolchain)),
  );
}

/** `LANGUAGE PIECE…`: a piece is an interpreter, or `pip:` or `npm:` with what to ask these for. */
function recipeFor({ runner, needs, lacks }: Miss, { name, probes }: Toolchain): string {
  const language = interpreters.find((each) => runner.needs.includes(each)) ?? runner.name;
  const pieces = lacks.map(({ tool }) => {
    const probe = probes.find((each) => each.name === tool);
    if (!probe || probe.kind === 'command') return tool;
    const [from, at] = probe.kind === 'python-package' ? ['pip', '=='] : ['npm', '@'];
    const version = needs.version?.of.includes(tool) ? `${at}${needs.version.wanted}` : '';
    return `${from}:${probe.package}${version}`;
  });
  return [name, language, ...pieces].join(' ');
}
