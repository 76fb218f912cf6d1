/** What `plan` prints is what `run` starts: both come from here. */
import type { Known } from '#domain/known.js';
import type { Plan } from '#domain/plan.js';
import { decide } from '#plan/decide.js';
import { gather, type PlanRequest } from './gather.js';
import type { ReadingWorld } from './world.js';

export type { PlanRequest };

export interface Planned {
  readonly plan: Plan;
  readonly known: Known;
}

export async function planExperiment(world: ReadingWorld, request: PlanRequest, signal: AbortSignal): Promise<Planned> {
  const known = await gather(world, request, signal);
  return { plan: decide(request, known), known };
}
