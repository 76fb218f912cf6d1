/** Whether a board has what a runner or a conversion needs, as far as it is known. Unknown is not missing: it is to be probed. */
import type { Board, BoardFacts } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import type { Measurement } from '#domain/plan.js';
import { askedOf } from '#domain/tool-choice.js';
import { foundOf, type Needs, usedFacts } from '#domain/used-tools.js';

export type { Needs } from '#domain/used-tools.js';

/** Something that a board lacks, and what is there instead. */
export interface Lack {
  readonly tool: string;
  /** With the version that was asked for. */
  readonly name: string;
  readonly said: string;
}

export type Fit =
  | { readonly kind: 'met' }
  | { readonly kind: 'unknown' }
  /** Everything that is missing, in the order of the needs. */
  | { readonly kind: 'missing'; readonly lacks: readonly [Lack, ...Lack[]] }
  /** It was asked and did not answer: nothing can be measured there now. */
  | { readonly kind: 'silent'; readonly because: Failure };

export function fitOf(board: BoardId, needs: Needs, known: Known): Fit {
  const facts = known.boards.get(board);
  if (!facts) return { kind: 'unknown' };
  if (facts.kind === 'unknown') {
    return facts.why === 'not-probed' ? { kind: 'unknown' } : { kind: 'silent', because: facts.why };
  }
  const lacks: Lack[] = [];
  let unknown = false;
  for (const tool of needs.tools) {
    const found = toolFit(tool, facts.value, needs);
    if (found === 'unknown') unknown = true;
    else if (found !== 'met') lacks.push(found);
  }
  const [first, ...rest] = lacks;
  if (first) return { kind: 'missing', lacks: [first, ...rest] };
  return { kind: unknown ? 'unknown' : 'met' };
}

function toolFit(tool: string, facts: BoardFacts, needs: Needs): 'met' | 'unknown' | Lack {
  if (tool === 'node') return facts.node ? 'met' : { tool, name: 'node', said: 'no Node was found' };
  if (tool === 'python') return pythonFit(facts);
  const found = Object.hasOwn(facts.tools, tool) ? facts.tools[tool] : undefined;
  if (!found) return 'unknown';
  if (found.kind === 'missing') return { tool, name: tool, said: found.said };
  const there = foundOf(facts.tools, tool).map(({ version }) => version);
  const wanted = askedOf(tool, needs.version) ?? found.version;
  const said = `version ${[...new Set(there)].join(', ')} is there`;
  return there.includes(wanted) ? 'met' : { tool, name: `${tool} ${wanted}`, said };
}

/** Runners are written for 3.7: with an older one they would fail one by one, without saying why. */
function pythonFit({ python }: BoardFacts): 'met' | Lack {
  if (!python) return { tool: 'python', name: 'python', said: 'no Python was found' };
  const [major = 0, minor = 0] = python.version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 7)
    ? 'met'
    : { tool: 'python', name: 'python 3.7', said: `version ${python.version} is there` };
}

/** The boards on which it may work: those that are certain, then those to be probed. */
export function boardsThatFit(boards: readonly Board[], needs: Needs, known: Known): readonly BoardId[] {
  const fits = boards.map(({ id }) => ({ id, kind: fitOf(id, needs, known).kind }));
  return (['met', 'unknown'] as const).flatMap((wanted) =>
    fits.filter(({ kind }) => kind === wanted).map(({ id }) => id),
  );
}

/** Why a board that has nothing of the kind has none. */
export function lacking(
  board: BoardId,
  [first, ...rest]: readonly [Lack, ...Lack[]],
  install: readonly string[],
): Failure {
  return failure('toolchain/missing', {
    tool: first.name,
    ...(rest.length > 0 ? { also: rest.map(({ name }) => name) } : {}),
    board,
    said: first.said,
    install,
  });
}

export function factsOfRunner({ needs, version }: Measurement['runner'], facts: BoardFacts): BoardFacts {
  return usedFacts(facts, { tools: needs, version: version ?? null });
}
