/**
 * Runs a canary on a board by the road of measurements: alone under the board's lock, with its environment on record. It is of
 * no run set: its row is opened before the launch, and what an earlier life left open is ended first.
 */
import { digestOfJson } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import { bytes, type Nanoseconds, seconds } from '#core/units.js';
import { type BoardFacts, environmentOf } from '#domain/board.js';
import { type Canary, type CanaryMeasure, type CanaryVerdict, canaryId } from '#domain/canary.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Ending, Job } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import { canaryMeasure } from '#parse/canary.js';
import type { BoardSession, Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { ResultStore } from '#ports/result-store.js';
import { judgeCanary, workOf } from '#stats/canary.js';

export interface CanaryParts {
  readonly store: Pick<ResultStore, 'canaries' | 'openCanary' | 'closeCanary'>;
  readonly clock: Clock;
  /** `canary.sh`, which is put on the board. */
  readonly script: StoredFile;
  readonly signal: AbortSignal;
}

/** A board that is connected and has said what it is. */
export interface CanaryBoard {
  readonly board: BoardId;
  readonly session: BoardSession;
  readonly facts: BoardFacts;
}

/** The median of five does not move when one is disturbed; after one that warms up. */
const ROUNDS = 5;
/** Some ten seconds on a healthy board; one that needs twenty times as long is not. */
const RUN_NS = seconds(200);
const CALL_NS = seconds(60);
const GRACE_NS = seconds(2);
const longestAnswer = bytes(4096);

/** A verdict is an answer, `suspect` too. A failure is none: the board was held, lost, or came to no number. */
export async function runCanary(parts: CanaryParts, on: CanaryBoard): Promise<Result<CanaryVerdict, Failure>> {
  const { store, clock } = parts;
  const { board, facts } = on;
  const history = store.canaries(board);
  const settled = await settleOpen(parts, on, history);
  if (!settled.ok) return settled;
  const openedAt = clock.wall();
  const { machineId: machine } = facts;
  const entropy = digestOfJson({ board, machine, openedAt, at: clock.monotonicNs() }).slice(0, 12);
  const id = canaryId(board, entropy);
  store.openCanary({ id, board, machine, openedAt });
  const measured = await measure(parts, on, jobOf(id, parts.script, workOf(machine, history)));
  // The link is gone and the canary perhaps not: it stays open, and the next one ends it.
  if (!measured.ok && measured.error.code === 'board/link-lost') return measured;
  const verdict = measured.ok ? judgeCanary(measured.value, machine, history) : null;
  const environment = environmentOf(board, facts, {}).facts;
  store.closeCanary(id, { at: clock.wall(), measure: measured.ok ? measured.value : null, verdict, environment });
  // A folder that is left behind is harmless.
  await on.session.forget(id, bound(parts, CALL_NS));
  if (!measured.ok) return measured;
  return verdict ? ok(verdict) : err(failure('board/canary-failed', { board }));
}

/** Of an earlier life: it may still compute. */
async function settleOpen(
  parts: CanaryParts,
  { session, facts, board }: CanaryBoard,
  history: readonly Canary[],
): Promise<Result<void, Failure>> {
  for (const { id, end } of history) {
    if (end) continue;
    const stopped = await session.stop(id, bound(parts, CALL_NS));
    if (!stopped.ok) return stopped;
    const forgotten = await session.forget(id, bound(parts, CALL_NS));
    if (!forgotten.ok) return forgotten;
    const environment = environmentOf(board, facts, {}).facts;
    parts.store.closeCanary(id, { at: parts.clock.wall(), measure: null, verdict: null, environment });
  }
  return ok(undefined);
}

async function measure(parts: CanaryParts, on: CanaryBoard, job: Job): Promise<Result<CanaryMeasure, Failure>> {
  const { session, board } = on;
  const put = await session.put(parts.script, bound(parts, CALL_NS));
  if (!put.ok) return put;
  const launched = await session.launch(job, bound(parts, CALL_NS));
  if (!launched.ok) return launched;
  if (launched.value.kind === 'held') return err(failure('board/held', { board, ...launched.value.holder }));
  const seen = await session.wait(job.attempt, bound(parts, (RUN_NS + CALL_NS) as Nanoseconds));
  if (!seen.ok) return seen;
  if (seen.value.kind !== 'ended') return err(failure('board/link-lost', { board, why: 'deadline' }));
  const out = { attempt: job.attempt, file: 'stdout' as const, from: bytes(0), max: longestAnswer };
  const answer = await session.read(out, bound(parts, CALL_NS));
  if (!answer.ok) return answer;
  return measureIn(new TextDecoder().decode(answer.value.bytes), seen.value.ending, board);
}

function measureIn(text: string, ending: Ending, board: BoardId): Result<CanaryMeasure, Failure> {
  if (ending.left === 'left-over') return err(failure('board/left-over', { board }));
  const whole = ending.reason === 'exited' && ending.exitCode === 0 ? canaryMeasure(text) : undefined;
  if (whole) return ok(whole);
  const { reason, exitCode, signal } = ending;
  return err(failure('board/canary-failed', { board, reason, exitCode, signal, differs: text.endsWith('differs\n') }));
}

function jobOf(attempt: AttemptId, script: StoredFile, megabytes: number): Job {
  return {
    attempt,
    argv: ['sh', 'files/canary.sh', String(megabytes), String(ROUNDS)],
    env: {},
    files: [{ name: 'canary.sh', file: script }],
    document: { purpose: 'canary' },
    exclusive: true,
    limits: { runNs: RUN_NS, graceNs: GRACE_NS, messagesBytes: longestAnswer, logBytes: longestAnswer },
  };
}

function bound({ clock, signal }: CanaryParts, lengthNs: Nanoseconds): Bound {
  return { deadline: (clock.monotonicNs() + lengthNs) as Nanoseconds, signal };
}
