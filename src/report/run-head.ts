/** The head that all views of a run set share. */
import type { Plan } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';

export interface RunHead {
  readonly id: string;
  readonly experiment: string;
  readonly name: string | null;
  readonly tags: readonly string[];
  /** The selector that the run was narrowed with. */
  readonly where: string | null;
  readonly seed: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

export function headOf(runSet: RunSet, plan: Pick<Plan, 'experiment'>): RunHead {
  return {
    id: runSet.id,
    experiment: plan.experiment,
    name: runSet.name,
    tags: runSet.tags,
    where: runSet.where,
    seed: runSet.seed,
    startedAt: runSet.startedAt,
    endedAt: runSet.endedAt,
  };
}
