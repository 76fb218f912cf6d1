/**
 * One rung of the ladder that brings a board back: the deed, the proof that it had its effect, and the canary. A board
 * that somebody else holds is left alone: what is done to a board that answers is done with its lock in our hand.
 */
import { exhaustive, present } from '#core/invariant.js';
import type { Result } from '#core/result.js';
import { seconds } from '#core/units.js';
import type { Board, Hook, HookName } from '#domain/board.js';
import type { Failure } from '#domain/failure.js';
import type { Holder } from '#domain/job.js';
import type { BoardId } from '#domain/names.js';
import type { Recovery, Rung } from '#domain/recovery.js';
import type { Hooks } from '#ports/hooks.js';
import { bootOf, comeBack, type ReturnParts } from './come-back.js';
import { type Grip, guardJob, take } from './guard.js';
import type { AttemptWatch } from './watch.js';

/** Measures something known on the board; what it says besides "good" keeps the board out. */
export type Admit = (board: BoardId) => Promise<Recovery>;

export interface RecoverParts extends ReturnParts {
  readonly boards: ReadonlyMap<BoardId, Board>;
  readonly hooks: Hooks;
  readonly admit: Admit;
  readonly watch: AttemptWatch;
  /** Names for the jobs that hold the lock: never the same twice. */
  readonly name: (board: BoardId) => string;
}

/** A power supply needs so long until its capacitors are empty. */
const OFF_NS = seconds(5);
/** Beyond the limit of the hook itself: starting it, and a slow answer. */
const SLACK_NS = seconds(60);
/** Both hooks and the pause between them: longer than that the lock is not held for a board that never went off. */
const CYCLE_NS = seconds(600);

export async function recover(parts: RecoverParts, id: BoardId, rung: Rung): Promise<Recovery> {
  const board = present(parts.boards.get(id), `board ${id}`);
  await parts.connections.drop(id);
  const tried = await climb(parts, board, rung);
  if (tried) return tried;
  return await parts.admit(id);
}

/** What went wrong; undefined when the deed is done and proved. */
async function climb(parts: RecoverParts, board: Board, rung: Rung): Promise<Recovery | undefined> {
  switch (rung) {
    case 'reconnect': {
      const connection = await parts.connections.to(board.id);
      return connection.ok ? undefined : failed(connection.error);
    }
    case 'clean':
      return await underLock(parts, { board, job: guardJob.clean() }, finished);
    case 'restart':
      return await byHook(parts, board, 'restart');
    case 'reboot':
      return await rebooted(parts, board, () => byHook(parts, board, 'reboot'));
    case 'power-cycle':
      return await rebooted(parts, board, () => powerCycle(parts, board));
    default:
      return exhaustive(rung);
  }
}

type Deed = (grip: Grip) => Promise<Recovery | undefined>;
type Guard = ReturnType<typeof guardJob.clean>;

/** Takes the lock with a job of ours; the launch has swept what dead supervisors left. */
async function underLock(
  parts: RecoverParts,
  { board, job }: { readonly board: Board; readonly job: Guard },
  deed: Deed,
): Promise<Recovery | undefined> {
  const grip = await take(parts, board.id, job);
  if (grip.kind === 'held') parts.watch.sawHolder(board.id, grip.holder);
  if (grip.kind !== 'taken') return grip.kind === 'held' ? grip : failed(grip.failure);
  parts.watch.sawHolder(board.id, undefined);
  try {
    return await deed(grip.grip);
  } finally {
    await grip.grip.release();
  }
}

/** The job ran to its end under the board's supervisor: launch, sweep and harvest work. */
async function finished(grip: Grip): Promise<Recovery | undefined> {
  const ended = await grip.ended();
  return ended.ok ? undefined : failed(ended.error);
}

async function byHook(parts: RecoverParts, board: Board, name: HookName): Promise<Recovery | undefined> {
  const hook = present(board.hooks?.get(name), `hook ${name}`);
  if (hook.on === 'board') {
    const job = guardJob.hook(hook, board.id);
    // A board that restarts takes the job with it, and no answer comes: the proof is asked for afterwards.
    return await underLock(parts, { board, job }, name === 'reboot' ? gone : finished);
  }
  return await underLock(parts, { board, job: guardJob.hold(hook.limitNs) }, async () => outside(parts, board, hook));
}

async function gone(grip: Grip): Promise<undefined> {
  await grip.ended();
  return undefined;
}

async function outside(parts: RecoverParts, board: Board, hook: Hook): Promise<Recovery | undefined> {
  const limit = parts.connections.bound((hook.limitNs + SLACK_NS) as Hook['limitNs']);
  const ran = await parts.hooks.run(hook, board.id, limit);
  return ran.ok ? undefined : failed(ran.error);
}

async function rebooted(
  parts: RecoverParts,
  board: Board,
  deed: () => Promise<Recovery | undefined>,
): Promise<Recovery | undefined> {
  const before = await bootOf(parts, board.id);
  const trouble = await deed();
  if (trouble) return trouble;
  const back: Result<void, Failure> = await comeBack(parts, board.id, before);
  return back.ok ? undefined : failed(back.error);
}

/** A board that does not answer cannot be asked who holds it: who was seen to hold it last is believed. */
async function powerCycle(parts: RecoverParts, board: Board): Promise<Recovery | undefined> {
  const connection = await parts.connections.to(board.id);
  if (connection.ok) {
    return await underLock(parts, { board, job: guardJob.hold(CYCLE_NS) }, () => cutPower(parts, board));
  }
  const holder: Holder | undefined = parts.watch.lastHolder(board.id);
  return holder ? { kind: 'held', holder } : await cutPower(parts, board);
}

/** Once it is off it is switched on again, whatever else happens. */
async function cutPower(parts: RecoverParts, board: Board): Promise<Recovery | undefined> {
  const hook = (name: HookName): Hook => present(board.hooks?.get(name), `hook ${name}`);
  const cut = await outside(parts, board, hook('power-off'));
  await parts.connections.drop(board.id);
  await parts.clock.sleepUntil(parts.connections.bound(OFF_NS).deadline, new AbortController().signal);
  return (await outside(parts, board, hook('power-on'))) ?? cut;
}

export function failed(why: Failure): Recovery {
  return { kind: 'failed', failure: why };
}
