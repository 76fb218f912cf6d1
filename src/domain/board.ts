/** Boards, the devices they offer, and what was observed on them. */
import type { Digest } from '#core/digest.js';
import { digestOfJson } from '#core/digest.js';
import type { Bytes } from '#core/units.js';
import type { BoardId, LevelId } from './names.js';

export type Unit = string;

/** A kind of target that the axis `device` names. */
export interface Device {
  readonly id: LevelId;
  readonly units: readonly Unit[];
  /** Numbers and words that `requires` can ask for (`device.memory_mb`). */
  readonly attributes: Readonly<Record<string, number | string | boolean>>;
}

/** One physical machine. */
export interface Board {
  readonly id: BoardId;
  readonly transport: { readonly kind: 'local' };
  readonly devices: readonly LevelId[];
  /** Where the board keeps its files and its kernel lock; unset: the supervisor's defaults. */
  readonly paths: { readonly state?: string; readonly lock?: string };
}

export interface Inventory {
  readonly boards: ReadonlyMap<BoardId, Board>;
  readonly devices: ReadonlyMap<LevelId, Device>;
}

/** What a probe found of one tool: its version and, for a package, the folder it is resolved from. */
export type ToolFact =
  | { readonly kind: 'found'; readonly version: string; readonly at: string }
  | { readonly kind: 'missing'; readonly said: string };

/** Observed, stable while the board stays as it is. Null is unknown, never zero. */
export interface BoardFacts {
  readonly os: string | null;
  readonly kernel: string | null;
  readonly arch: string | null;
  readonly cpuModel: string | null;
  readonly cpuCount: number | null;
  readonly memoryBytes: Bytes | null;
  readonly governor: string | null;
  readonly machineId: string | null;
  readonly bootId: string | null;
  /** Free space where the board keeps its files; changes, hence no part of the environment record. */
  readonly freeBytes: Bytes | null;
  /** The Node that runs Node runners on this board. */
  readonly node: { readonly path: string; readonly version: string } | null;
  readonly tools: Readonly<Record<string, ToolFact>>;
}

/** What was observed, content-addressed: drift and comparability, never identity. */
export interface Environment {
  readonly digest: Digest;
  readonly facts: EnvironmentFacts;
}
export type EnvironmentFacts = Readonly<Record<string, string | number | null>>;

/** `versions` are what the runner itself said it uses. Boot id and free space are left out: they differ every night. */
export function environmentOf(
  board: BoardId,
  facts: BoardFacts,
  versions: Readonly<Record<string, string>>,
): Environment {
  const flat: Record<string, string | number | null> = {
    board,
    os: facts.os,
    kernel: facts.kernel,
    arch: facts.arch,
    'cpu.model': facts.cpuModel,
    'cpu.count': facts.cpuCount,
    'memory.bytes': facts.memoryBytes,
    governor: facts.governor,
    'machine.id': facts.machineId,
    'node.version': facts.node?.version ?? null,
  };
  for (const [name, tool] of Object.entries(facts.tools)) {
    flat[`tool.${name}`] = tool.kind === 'found' ? tool.version : null;
  }
  for (const [name, version] of Object.entries(versions)) flat[`runner.${name}`] = version;
  return { digest: digestOfJson(flat), facts: flat };
}
