/** Whether a machine has what a runner or a conversion needs, as far as it is known. Unknown is not missing: it is to be probed. */
import type { BoardFacts } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import { askedOf } from '#domain/tool-choice.js';
import type { Conversion } from '#domain/toolchain.js';
import { foundOf, type Needs as ToolWish, usedFacts } from '#domain/used-tools.js';

export interface ToolNeeds {
  readonly tools: readonly string[];
  /** Only these processors, as `uname -m` says; absent: any. */
  readonly arch?: readonly string[];
}

export type Needs = ToolNeeds & ToolWish;

export function needsOf({ needs, tool, arch }: Pick<Conversion, 'needs' | 'tool' | 'arch'>): ToolNeeds {
  return { tools: [...new Set([...needs, tool])], ...(arch ? { arch } : {}) };
}

/** Of one machine that does all of them. */
export function needsOfAll(conversions: readonly Conversion[]): ToolNeeds {
  const tools = [...new Set(conversions.flatMap((each) => needsOf(each).tools))];
  const [first, ...rest] = conversions.flatMap(({ arch }) => (arch ? [arch] : []));
  if (!first) return { tools };
  return { tools, arch: first.filter((each) => rest.every((other) => other.includes(each))) };
}

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

export function fitOf(board: BoardId, needs: Needs, known: Pick<Known, 'boards'>): Fit {
  const facts = known.boards.get(board);
  if (!facts) return { kind: 'unknown' };
  if (facts.kind === 'unknown') {
    return facts.why === 'not-probed' ? { kind: 'unknown' } : { kind: 'silent', because: facts.why };
  }
  const lacks: Lack[] = [];
  let unknown = false;
  // A package that was found in an environment brings its interpreter along.
  const seen = { facts: facts.value, used: usedFacts(facts.value, needs) };
  for (const found of [archFit(facts.value, needs), ...needs.tools.map((tool) => toolFit(tool, seen, needs))]) {
    if (found === 'unknown') unknown = true;
    else if (found !== 'met') lacks.push(found);
  }
  const [first, ...rest] = lacks;
  if (first) return { kind: 'missing', lacks: [first, ...rest] };
  return { kind: unknown ? 'unknown' : 'met' };
}

function toolFit(
  tool: string,
  { facts, used }: { readonly facts: BoardFacts; readonly used: BoardFacts },
  needs: Needs,
): 'met' | 'unknown' | Lack {
  if (tool === 'node') return facts.node ? 'met' : { tool, name: 'node', said: 'no Node was found' };
  if (tool === 'python') return pythonFit(used);
  const found = Object.hasOwn(used.tools, tool) ? used.tools[tool] : undefined;
  if (!found) return 'unknown';
  if (found.kind === 'missing') return { tool, name: tool, said: found.said };
  const wanted = askedOf(tool, needs.version) ?? found.version;
  const there = foundOf(facts.tools, tool).map(({ version }) => version);
  const said = `version ${[...new Set(there)].join(', ')} is there`;
  return found.version === wanted ? 'met' : { tool, name: `${tool} ${wanted}`, said };
}

function archFit(facts: BoardFacts, { arch }: Needs): 'met' | 'unknown' | Lack {
  if (!arch || (facts.arch !== null && arch.includes(facts.arch))) return 'met';
  return facts.arch === null ? 'unknown' : { tool: 'arch', name: arch.join(' or '), said: `it is ${facts.arch}` };
}

/** Runners are written for 3.7: with an older one they would fail one by one, without saying why. */
function pythonFit({ python }: BoardFacts): 'met' | Lack {
  if (!python) return { tool: 'python', name: 'python', said: 'no Python was found' };
  // An interpreter that somebody named did not say which one it is.
  if (python.version === '') return 'met';
  const [major = 0, minor = 0] = python.version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 7)
    ? 'met'
    : { tool: 'python', name: 'python 3.7', said: `version ${python.version} is there` };
}

/** The machines on which it may work: those that are certain, then those to be probed. */
export function machinesThatFit(machines: readonly BoardId[], needs: Needs, known: Known): readonly BoardId[] {
  const fits = machines.map((id) => ({ id, kind: fitOf(id, needs, known).kind }));
  return (['met', 'unknown'] as const).flatMap((wanted) =>
    fits.filter(({ kind }) => kind === wanted).map(({ id }) => id),
  );
}

/** Why a board that has nothing of the kind has none. */
export function lacking(
  board: BoardId,
  [first, ...rest]: readonly [Lack, ...Lack[]],
  how: { readonly install: readonly string[]; readonly prepare?: string },
): Failure {
  return failure('toolchain/missing', {
    tool: first.name,
    ...(rest.length > 0 ? { also: rest.map(({ name }) => name) } : {}),
    board,
    said: first.said,
    ...how,
  });
}
