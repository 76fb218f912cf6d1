/** Which of the places where a board has a tool is used: the first in a version that will do. */
import type { FoundTool, ToolFact } from './board.js';
import { inRange, type VersionRange } from './version-range.js';

export interface ToolWish {
  /** Exactly this one, as an experiment asks for it. */
  readonly version?: string | undefined;
  /** What the toolchain can work with. */
  readonly accepts?: VersionRange | undefined;
}

/** Undefined: the board has it in other versions only. Planner and engine both ask this: they must not choose differently. */
export function chosenTool(
  found: Extract<ToolFact, { kind: 'found' }>,
  { version, accepts }: ToolWish,
): FoundTool | undefined {
  return [found, ...(found.others ?? [])].find(
    (each) => (version === undefined || each.version === version) && (!accepts || inRange(each.version, accepts)),
  );
}

/** A version that is asked of some tools; others have none to keep to. */
export interface AskedVersion {
  readonly wanted: string;
  /** Names of probes. */
  readonly of: readonly string[];
}

export function askedOf(tool: string, asked: AskedVersion | null | undefined): string | undefined {
  return asked?.of.includes(tool) === true ? asked.wanted : undefined;
}
