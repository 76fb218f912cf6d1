/** Where a planned step is done, and what its cache state waits for. */
import type { StepKey } from '#domain/names.js';
import type { PlannedStep } from '#domain/plan.js';

export interface StepPlaceView {
  readonly where: 'builder' | 'board';
  /** Any of them does it. */
  readonly machines: readonly string[];
  /** Of a cache state that is not known: which tool a machine has, or what an earlier step gives. */
  readonly awaits: 'probe' | 'step' | null;
}

export type StepOf = (key: StepKey) => PlannedStep | undefined;

export function stepPlaceOf({ where, boards, cache, from }: PlannedStep, stepOf: StepOf): StepPlaceView {
  const before = from.kind === 'step' ? stepOf(from.key) : undefined;
  const awaits = before && before.cache.kind !== 'hit' ? 'step' : 'probe';
  return { where: where ?? 'board', machines: boards, awaits: cache.kind === 'unknown' ? awaits : null };
}
