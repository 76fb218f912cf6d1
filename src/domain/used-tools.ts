/**
 * Of all that a board has, what one process will use: a tool may lie there in several versions and places. Its law: plan, job,
 * artifact key and environment record ask this one function, so that they mean the same.
 */
import type { BoardFacts, FoundTool } from './board.js';
import { type AskedVersion, askedOf } from './tool-choice.js';

export interface Needs {
  readonly tools: readonly string[];
  /** Only this version of these tools will do. */
  readonly version: AskedVersion | null;
}

/** Needs of one runner or one conversion: a process has one Python, and all of its packages lie there. */
export function usedFacts(facts: BoardFacts, needs: Needs): BoardFacts {
  const candidates = new Map(
    needs.tools.flatMap((name): (readonly [string, readonly FoundTool[]])[] => {
      const found = candidatesOf(facts, name, needs);
      return found.length > 0 ? [[name, found]] : [];
    }),
  );
  const python = pythonFor([...candidates.values()]);
  const tools = { ...facts.tools };
  for (const [name, found] of candidates) {
    const isPackage = found.some((each) => each.python !== undefined);
    const used = isPackage ? found.find((each) => each.python === python?.path) : found[0];
    const elsewhere = found[0]?.python ?? '';
    tools[name] = used
      ? { kind: 'found', ...used }
      : { kind: 'missing', said: `${python?.path ?? ''} has no ${name}; ${elsewhere} has it` };
  }
  return { ...facts, tools, ...(python ? { python } : {}) };
}

/** Those of the version that is wanted; if there is none, what is there instead. */
function candidatesOf({ tools }: BoardFacts, name: string, { version }: Needs): readonly FoundTool[] {
  const all = foundOf(tools, name);
  const wanted = askedOf(name, version);
  const right = wanted === undefined ? all : all.filter((each) => each.version === wanted);
  return right.length > 0 ? right : all.slice(0, 1);
}

/** Everywhere that a tool was found, in the order in which it would be chosen. */
export function foundOf(tools: BoardFacts['tools'], name: string): readonly FoundTool[] {
  const fact = Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (fact?.kind !== 'found') return [];
  const { kind: _, others = [], ...first } = fact;
  return [first, ...others];
}

/** The first that has all packages, else the first; undefined: none of them is a package of Python. */
function pythonFor(lists: readonly (readonly FoundTool[])[]): BoardFacts['python'] | undefined {
  const packages = lists.filter((list) => list.some(({ python }) => python !== undefined));
  const [first] = packages;
  const best =
    first?.find(({ python }) => packages.every((list) => list.some((each) => each.python === python))) ?? first?.[0];
  if (best?.python === undefined) return undefined;
  const { python: path, pythonVersion: version = '', prefix } = best;
  return { path, version, ...(prefix ? { prefix } : {}) };
}
