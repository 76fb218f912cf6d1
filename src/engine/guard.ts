/** Jobs that hold a board's lock while something is done to it; the kernel gives it back when they end, also after a crash. */
import type { Json } from '#core/canonical-json.js';
import { err, ok, type Result } from '#core/result.js';
import { bytes, type Nanoseconds, ns, seconds } from '#core/units.js';
import type { Hook } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Holder, Job } from '#domain/job.js';
import { attemptId, type BoardId } from '#domain/names.js';
import type { Connections } from './connections.js';

export interface GuardParts {
  readonly connections: Connections;
  readonly name: (board: BoardId) => string;
}

/** The lock in our hand. */
export interface Grip {
  /** When its job has ended by itself, and well. */
  ended(): Promise<Result<void, Failure>>;
  release(): Promise<void>;
}

export type Taken =
  | { readonly kind: 'taken'; readonly grip: Grip }
  | { readonly kind: 'held'; readonly holder: Holder }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface GuardJob {
  readonly argv: readonly string[];
  readonly runNs: Nanoseconds;
}

const CALL_NS = seconds(60);
const CLEAN_NS = seconds(30);

export const guardJob = {
  clean: (): GuardJob => ({ argv: ['true'], runNs: CLEAN_NS }),
  hold: (limitNs: Nanoseconds): GuardJob => {
    const runNs = ns(limitNs + CALL_NS);
    return { argv: ['sleep', String(Math.ceil(runNs / 1e9))], runNs };
  },
  hook: ({ argv, limitNs }: Hook, board: BoardId): GuardJob => ({ argv: filledIn(argv, board), runNs: limitNs }),
};

/** `{board}` inside a word becomes the board's name; a word stays one word. */
function filledIn(argv: readonly string[], board: BoardId): readonly string[] {
  return argv.map((word) => word.replaceAll('{board}', board));
}

export async function take(parts: GuardParts, board: BoardId, wanted: GuardJob): Promise<Taken> {
  const connection = await parts.connections.to(board);
  if (!connection.ok) return { kind: 'failed', failure: connection.error };
  const { session } = connection.value;
  const { connections } = parts;
  const id = attemptId(parts.name(board));
  const launched = await session.launch(jobOf(id, wanted), connections.bound(CALL_NS));
  if (!launched.ok) return { kind: 'failed', failure: launched.error };
  if (launched.value.kind === 'held') return launched.value;
  if (launched.value.kind === 'exists') return { kind: 'failed', failure: failure('attempt/vanished', { board }) };
  const grip: Grip = {
    ended: async () => {
      const seen = await session.wait(id, connections.bound(ns(wanted.runNs + CALL_NS)));
      if (!seen.ok) return seen;
      const ending = seen.value.kind === 'ended' ? seen.value.ending : undefined;
      if (ending?.left === 'left-over') return err(failure('board/left-over', { board }));
      if (ending?.reason === 'exited' && ending.exitCode === 0) return ok(undefined);
      const said = ending
        ? `${ending.reason} ${String(ending.exitCode ?? ending.signal ?? '')}`.trim()
        : seen.value.kind;
      return err(failure('hook/failed', { board, command: wanted.argv[0] ?? '', said }));
    },
    release: async () => {
      await session.stop(id, connections.bound(CALL_NS));
      await session.forget(id, connections.bound(CALL_NS));
    },
  };
  return { kind: 'taken', grip };
}

function jobOf(id: Job['attempt'], { argv, runNs }: GuardJob): Job {
  const document: Json = { upkeep: argv[0] ?? '' };
  const limits = { runNs, graceNs: seconds(5), messagesBytes: bytes(65_536), logBytes: bytes(65_536) };
  return { attempt: id, argv, env: {}, files: [], document, exclusive: true, limits };
}
