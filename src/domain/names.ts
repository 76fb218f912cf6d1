/** Identities of the house. Each is text with a brand, made only here or by the function that derives it. */
import type { Brand } from '#core/brand.js';
import type { Digest } from '#core/digest.js';

export type AxisName = Brand<string, 'axis'>;
/** Always text: the level `1` and the level `"1"` are one level. */
export type LevelId = Brand<string, 'level'>;
export type BoardId = Brand<string, 'board'>;
export type RunSetId = Brand<string, 'run-set'>;
/** Also the directory name on the board and the idempotence token, hence only `[A-Za-z0-9._-]`. */
export type AttemptId = Brand<string, 'attempt'>;

export type CellKey = Brand<Digest, 'cell'>;
export type Fingerprint = Brand<Digest, 'fingerprint'>;
/** Known at plan time: source part and the chain up to here. Two cells with one StepKey share the work. */
export type StepKey = Brand<Digest, 'step'>;
/** Known after the probe: digests of the actual inputs, argv template, observed tool version, declared target facts. */
export type ArtifactKey = Brand<Digest, 'artifact'>;

export const axisName = (text: string): AxisName => text as AxisName;
export const levelId = (text: string): LevelId => text as LevelId;
export const boardId = (text: string): BoardId => text as BoardId;
export const runSetId = (text: string): RunSetId => text as RunSetId;
export const attemptId = (text: string): AttemptId => text as AttemptId;
