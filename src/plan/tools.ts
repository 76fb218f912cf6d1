/** Whether a board has what a runner or a conversion needs, as far as it is known. Unknown is not missing: it is to be probed. */
import type { Board, BoardFacts } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';

export interface Needs {
  readonly tools: readonly string[];
  /** Only this version of these tools will do. */
  readonly version: { readonly wanted: string; readonly of: readonly string[] } | null;
}

export type Fit =
  | { readonly kind: 'met' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'missing'; readonly because: Failure };

function fitOf(board: BoardId, needs: Needs, known: Known): Fit {
  const facts = known.boards.get(board);
  if (!facts || (facts.kind === 'unknown' && facts.why === 'not-probed')) return { kind: 'unknown' };
  // It was asked and did not answer: nothing can be measured there now.
  if (facts.kind === 'unknown')
    return { kind: 'missing', because: facts.why === 'not-probed' ? failure('board/none', { board }) : facts.why };
  let fit: Fit = { kind: 'met' };
  for (const tool of needs.tools) {
    const one = toolFit(tool, { board, facts: facts.value, needs });
    if (one.kind === 'missing') return one;
    if (one.kind === 'unknown') fit = one;
  }
  return fit;
}

interface Asked {
  readonly board: BoardId;
  readonly facts: BoardFacts;
  readonly needs: Needs;
}

function toolFit(tool: string, { board, facts, needs }: Asked): Fit {
  const missing = (name: string, said: string): Fit => ({
    kind: 'missing',
    because: failure('toolchain/missing', { tool: name, board, said }),
  });
  if (tool === 'node') return facts.node ? { kind: 'met' } : missing('node', 'no Node was found');
  const found = Object.hasOwn(facts.tools, tool) ? facts.tools[tool] : undefined;
  if (!found) return { kind: 'unknown' };
  if (found.kind === 'missing') return missing(tool, found.said);
  const wanted = needs.version?.of.includes(tool) ? needs.version.wanted : found.version;
  return wanted === found.version ? { kind: 'met' } : missing(`${tool} ${wanted}`, `version ${found.version} is there`);
}

/** The boards on which it may work, those that are certain and those to be probed alike; or why there is none. */
export function boardsThatFit(boards: readonly Board[], needs: Needs, known: Known): readonly BoardId[] | Failure {
  const fits = boards.map(({ id }) => ({ id, fit: fitOf(id, needs, known) }));
  const usable = fits.filter(({ fit }) => fit.kind !== 'missing').map(({ id }) => id);
  if (usable.length > 0) return usable;
  return fits.flatMap(({ fit }) => (fit.kind === 'missing' ? fit.because : []))[0] ?? failure('board/none');
}

/** The version that every one of these boards is known to have; undefined when that is not known, or not one version. */
export function commonVersion(tool: string, boards: readonly BoardId[], known: Known): string | undefined {
  const versions = new Set<string | undefined>();
  for (const board of boards) {
    const facts = known.boards.get(board);
    const found =
      facts?.kind === 'known' && Object.hasOwn(facts.value.tools, tool) ? facts.value.tools[tool] : undefined;
    versions.add(found?.kind === 'found' ? found.version : undefined);
  }
  return versions.size === 1 ? [...versions][0] : undefined;
}
