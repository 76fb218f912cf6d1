/** What a builder is given to build a source: the declared inputs and nothing else, and a place to write to. */
import { ok, type Result } from '#core/result.js';
import type { BoardFacts } from '#domain/board.js';
import type { Failure } from '#domain/failure.js';
import type { Job } from '#domain/job.js';
import type { AttemptId } from '#domain/names.js';
import type { PlannedStep } from '#domain/plan.js';
import { factsOfStep } from '#domain/step-facts.js';
import { artifactMost, limitsOf } from './job-limits.js';
import { placesOf, startedBy, stored } from './jobs.js';
import { filesOf } from './steps.js';

export interface BuildRequest {
  readonly step: PlannedStep;
  readonly facts: BoardFacts;
  readonly attempt: AttemptId;
}

export function buildJob({ step, attempt, ...request }: BuildRequest): Result<Job, Failure> {
  const facts = factsOfStep(step, request.facts);
  const { argv, needs = [] } = step;
  const places = placesOf(needs, argv, facts);
  if (!places.ok) return places;
  const { words, modules } = places.value;
  return ok({
    attempt,
    argv: startedBy(facts, argv, { ...words, files: 'files', out: 'out' }),
    env: {},
    files: filesOf(step).map((file) => ({ name: file.name, file: stored(file) })),
    document: { protocol: 1, purpose: 'build', out: 'out', modules },
    exclusive: false,
    limits: { ...limitsOf(step.limitNs), messagesBytes: artifactMost },
  });
}
