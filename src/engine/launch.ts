/** Launching one attempt: its files, its job, its beginning, its end. */
import { err, ok, type Result } from '#core/result.js';
import { seconds } from '#core/units.js';
import type { NewAttempt } from '#domain/attempt.js';
import { type Board, environmentOf } from '#domain/board.js';
import type { EventBody } from '#domain/event.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Job } from '#domain/job.js';
import type { Outcome } from '#domain/outcome.js';
import type { Placed } from '#ports/boards.js';
import type { Connection } from './connections.js';
import { type FollowParts, follow, lost } from './follow.js';
import type { AttemptWatch } from './watch.js';

/** Per file: a model of a gigabyte over a slow link. */
const PUT_NS = seconds(1800);
const LAUNCH_NS = seconds(60);
const STOP_NS = seconds(60);
const FORGET_NS = seconds(60);

export interface LaunchParts extends FollowParts {
  readonly watch: AttemptWatch;
}

export async function launchAttempt(
  parts: LaunchParts,
  attempt: NewAttempt,
  begun: (event: EventBody) => void,
): Promise<EventBody> {
  const { connections, watch } = parts;
  const connection = await connections.to(attempt.board);
  // What is wrong with the board is not the work's fault, whatever its class.
  if (!connection.ok) {
    return await giveUp(
      parts,
      attempt,
      failed(failure('board/unreachable', { board: attempt.board }, connection.error)),
    );
  }
  const { session } = connection.value;
  const known = await precedent(parts, attempt, connection.value);
  if (known) return known;
  const job = await prepare(parts, attempt, connection.value);
  if (!job.ok) return job.error;
  const unplaced = await putFiles(parts, connection.value, job.value);
  if (watch.isCancelled(attempt.id)) return await giveUp(parts, attempt, { kind: 'cancelled', by: 'user' });
  if (unplaced) return await leave(parts, attempt, unplaced);
  watch.ask(attempt.id);
  const launched = await session.launch(job.value, connections.bound(LAUNCH_NS));
  // From here on it may have begun, whatever the answer: only a look at the board tells.
  if (!launched.ok) return await lost(parts, attempt, launched.error);
  const held = launched.value.kind === 'held' ? launched.value.holder : undefined;
  watch.sawHolder(attempt.board, held);
  if (held) return { kind: 'held', attempt: attempt.id, holder: held };
  begun({ kind: 'launched', attempt: attempt.id });
  // The stop may have come between the question and the beginning, when there was nothing to stop yet.
  if (watch.isCancelled(attempt.id)) await session.stop(attempt.id, connections.bound(STOP_NS));
  const event = await follow(parts, attempt);
  // Taken and not there: a crash came between forgetting the name and closing the attempt. It can never begin any more.
  if (launched.value.kind !== 'exists' || event.kind !== 'absent') return event;
  return await giveUp(parts, attempt, failed(failure('attempt/vanished', { begun: false })));
}

/** An artifact that is there already, or was refused for good: nothing runs. */
async function precedent(
  parts: LaunchParts,
  attempt: NewAttempt,
  { facts }: Connection,
): Promise<EventBody | undefined> {
  const { work, board } = attempt;
  const found = work.kind === 'conversion' ? await parts.jobs.artifacts.precedent(work.step, facts) : undefined;
  if (!found) return undefined;
  const outcome: Outcome =
    found.kind === 'made' ? { kind: 'succeeded' } : { kind: 'unsupported', failure: found.failure };
  const event = await giveUp(parts, attempt, outcome);
  const files = found.kind === 'made' ? [found.file] : [];
  return event.kind === 'ended'
    ? { ...event, evidence: { files, metrics: [], environment: environmentOf(board, facts) } }
    : event;
}

/** The job, or what becomes of an attempt that has none. A large set is looked for on the board before it is cut. */
async function prepare(
  parts: LaunchParts,
  attempt: NewAttempt,
  { session, facts }: Connection,
): Promise<Result<Job, EventBody>> {
  const set = parts.jobs.largeSetOf(attempt);
  const found = set ? await session.lies(set, parts.connections.bound(PUT_NS)) : ok({ kind: 'absent' } as const);
  if (!found.ok) return err(await leave(parts, attempt, { kind: 'failed', failure: found.error }));
  if (found.value.kind === 'held') return err(await leave(parts, attempt, found.value));
  const job = await parts.jobs.make(attempt, facts, found.value.kind === 'referred');
  return job.ok ? job : err(await giveUp(parts, attempt, failed(job.error)));
}

/** What keeps an attempt from being launched. */
type Unplaced = Extract<Placed, { kind: 'held' }> | Extract<Outcome, { kind: 'failed' }>;

async function putFiles(parts: FollowParts, connection: Connection, job: Job): Promise<Unplaced | undefined> {
  const { session, board } = connection;
  const files = new Map(job.files.map((named) => [named.file.digest, named]));
  let taken = 0;
  for (const { file } of files.values()) {
    const put = await session.put(file, parts.connections.bound(PUT_NS));
    if (put.ok && put.value.kind === 'held') return put.value;
    if (!put.ok && put.error.code !== 'board/no-space') return { kind: 'failed', failure: put.error };
    if (put.ok && put.value.kind === 'referred') files.delete(file.digest);
    else taken += file.bytes;
    // Each would be removed to make room for the next, time and again.
    if (taken > (board.quotaBytes ?? Number.POSITIVE_INFINITY)) return tooSmall(board, [...files.values()]);
    if (!put.ok) return { kind: 'failed', failure: put.error };
  }
  return undefined;
}

/** `files`: what takes room in the store of the board. */
function tooSmall({ quotaBytes }: Board, files: Job['files']): Unplaced {
  const wanted = files.reduce((sum, { file }) => sum + file.bytes, 0);
  const largest = files.reduce((most, each) => (each.file.bytes > most.file.bytes ? each : most));
  const facts = { quota: quotaBytes ?? null, wanted, largest: largest.name, largestBytes: largest.file.bytes };
  return { kind: 'failed', failure: failure('board/quota-too-small', facts) };
}

/** A board that somebody else has is waited for; any other way in which a file does not arrive ends the attempt. */
async function leave(parts: LaunchParts, attempt: NewAttempt, unplaced: Unplaced): Promise<EventBody> {
  if (unplaced.kind === 'held') return { ...unplaced, attempt: attempt.id };
  await parts.connections.drop(attempt.board);
  return await giveUp(parts, attempt, unplaced);
}

/**
 * Closes an attempt that has not begun. If its launch was ever asked for, that launch may still be on its way: the
 * board is told to forget the name first, so that what arrives late begins nothing. Without that answer it stays open.
 */
export async function giveUp(parts: LaunchParts, attempt: NewAttempt, outcome: Outcome): Promise<EventBody> {
  const ended: EventBody = { kind: 'ended', attempt: attempt.id, outcome, evidence: { files: [], metrics: [] } };
  if (!parts.watch.wasAsked(attempt.id)) return ended;
  const connection = await parts.connections.to(attempt.board);
  if (!connection.ok) return { kind: 'silent', attempt: attempt.id, failure: connection.error };
  const forgotten = await connection.value.session.forget(attempt.id, parts.connections.bound(FORGET_NS));
  return forgotten.ok ? ended : await lost(parts, attempt, forgotten.error);
}

function failed(why: Failure): Outcome {
  return { kind: 'failed', failure: why };
}
