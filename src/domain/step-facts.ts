/**
 * What of a machine an artifact hangs on. Where it is equal on two machines, what one made is what the other would have
 * made; where it is not, it is never handed from one to the other. One function for the plan, the schedule and the engine.
 */
import type { BoardFacts } from './board.js';
import type { PlannedStep } from './plan.js';
import { interpreters, type TargetFact } from './toolchain.js';
import { usedFacts } from './used-tools.js';

export interface StepFacts {
  /** Of the tool, as it was observed. */
  readonly version: string;
  /** Absent: the artifact hangs on the tool alone. */
  readonly target?: Readonly<Record<string, string | number>>;
}

/** The tool of a build that names no interpreter: what its command is on a machine, nobody asked. */
export const commandTool = 'command';

type Tooled = Pick<PlannedStep, 'tool' | 'needs' | 'version'>;

/** Of what a step is done with on a machine. */
export function factsOfStep({ tool, needs = [], version }: Tooled, facts: BoardFacts): BoardFacts {
  const tools = [...new Set([...needs, tool])];
  return usedFacts(facts, { tools, version: version ?? null });
}

/** Undefined: the machine lacks the tool. */
export function stepFactsOf(step: Tooled & Pick<PlannedStep, 'target'>, observed: BoardFacts): StepFacts | undefined {
  const facts = factsOfStep(step, observed);
  const { tool, target = [] } = step;
  const version = toolOf(facts, tool);
  if (version === undefined) return undefined;
  if (target.length === 0) return { version };
  const named: Record<string, string | number> = {};
  for (const fact of target) {
    // What is not known of two machines is not equal: such an artifact is of its own machine only.
    named[fact] = factOf(fact, facts) ?? `unknown on ${facts.machineId ?? facts.bootId ?? ''}`;
  }
  return { version, target: named };
}

function factOf(fact: TargetFact, facts: BoardFacts): string | number | null {
  switch (fact) {
    case 'arch':
      return facts.arch;
    case 'os':
      return facts.os;
    case 'kernel':
      return facts.kernel;
    case 'cpu.model':
      return facts.cpuModel;
    case 'memory.bytes':
      return facts.memoryBytes;
    case 'board.model':
      return facts.model;
    case 'setting:governor':
      return facts.governor;
    default:
      if (fact.startsWith('packages:')) return packagesOf(facts, fact.slice('packages:'.length));
      return fact.startsWith('tool:') ? (toolOf(facts, fact.slice('tool:'.length)) ?? null) : null;
  }
}

/** All that lies beside a tool, as far as it is on record: an environment of somebody's own is known by its Python alone. */
function packagesOf({ tools }: BoardFacts, name: string): string {
  const found = Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (found?.kind !== 'found') return '';
  return [found.pythonVersion ?? '', found.packages ?? 'no list'].join(' ').trim();
}

function toolOf({ tools, ...facts }: BoardFacts, name: string): string | undefined {
  const interpreter = interpreters.find((each) => each === name);
  if (interpreter) return facts[interpreter]?.version;
  const found = Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (found === undefined && name === commandTool) return 'any';
  return found?.kind === 'found' ? found.version : undefined;
}
