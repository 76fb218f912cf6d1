/** From "it may be running" to the closing event: wait for the end on the board, then harvest. */
import { ns, seconds } from '#core/units.js';
import type { NewAttempt } from '#domain/attempt.js';
import type { EventBody } from '#domain/event.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Connections } from './connections.js';
import type { Harvester } from './harvest.js';
import type { JobMaker } from './make-job.js';

export interface FollowParts {
  readonly connections: Connections;
  readonly jobs: JobMaker;
  readonly harvester: Harvester;
}

/** Beyond the run limit that the supervisor keeps itself: kill ladder, sweep and a slow answer. */
const AFTER_LIMIT_NS = seconds(120);

export async function follow(parts: FollowParts, attempt: NewAttempt): Promise<EventBody> {
  const { connections, jobs, harvester } = parts;
  const connection = await connections.to(attempt.board);
  if (!connection.ok) return silent(attempt, connection.error);
  const { session } = connection.value;
  const limitNs = jobs.limitOf(attempt.work);
  const sighting = await session.wait(attempt.id, connections.bound(ns(limitNs + AFTER_LIMIT_NS)));
  if (!sighting.ok) return await lost(parts, attempt, sighting.error);
  if (sighting.value.kind === 'absent') return { kind: 'absent', attempt: attempt.id };
  if (sighting.value.kind === 'running') {
    return await lost(parts, attempt, failure('attempt/no-proof', { still: 'running' }));
  }
  const harvest = await harvester.harvest(connection.value, attempt, sighting.value.ending);
  if (!harvest.ok) return await lost(parts, attempt, harvest.error);
  return { kind: 'ended', attempt: attempt.id, ...harvest.value };
}

/** The link or the board gave no answer that proves anything: unknown, and the next question goes over a new link. */
export async function lost(parts: FollowParts, attempt: NewAttempt, why: Failure): Promise<EventBody> {
  await parts.connections.drop(attempt.board);
  return silent(attempt, why);
}

function silent(attempt: NewAttempt, why: Failure): EventBody {
  return { kind: 'silent', attempt: attempt.id, failure: why };
}
