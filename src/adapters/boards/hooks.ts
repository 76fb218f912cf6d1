/** Hooks as child processes of this machine: argv only, no shell, a deadline, and bounded output. */
import { execa } from 'execa';
import { err, ok, type Result } from '#core/result.js';
import type { Hook } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { BoardId } from '#domain/names.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { Hooks } from '#ports/hooks.js';

/** An endpoint, or a few lines of an error. */
const SAID_MOST = 4096;

export function createHooks(clock: Clock): Hooks {
  return { run: (hook, board, bound) => run(clock, hook, board, bound) };
}

async function run(clock: Clock, hook: Hook, board: BoardId, bound: Bound): Promise<Result<string, Failure>> {
  const [file = '', ...words] = hook.argv.map((word) => word.replaceAll('{board}', board));
  const facts = { board, command: file };
  if (bound.signal.aborted) return err(failure('hook/failed', { ...facts, said: 'cancelled' }));
  // A session of its own: a Ctrl-C in the terminal is not to leave a board without power.
  const child = execa(file, words, { detached: true, reject: false, buffer: false, stdin: 'ignore' });
  const [said, complained] = [head(child.stdout), head(child.stderr)];
  const late = new AbortController();
  const over = new AbortController();
  const deadline = Math.min(bound.deadline, clock.monotonicNs() + hook.limitNs) as Bound['deadline'];
  void clock.sleepUntil(deadline, over.signal).then(() => {
    if (over.signal.aborted) return;
    late.abort();
    endGroup(child);
  });
  const { exitCode, code } = await child;
  over.abort();
  if (late.signal.aborted)
    return err(
      failure('hook/failed', { ...facts, limitNs: hook.limitNs, said: `not done after ${hook.limitNs / 1e9} s` }),
    );
  if (exitCode === 0) return ok(said());
  return err(
    failure('hook/failed', { ...facts, exitCode: exitCode ?? null, said: complained() || said() || (code ?? '') }),
  );
}

/** The first of what a stream says; the rest is read and dropped, so that nobody waits for a full pipe. */
function head(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    if (text.length < SAID_MOST) text += chunk.toString('utf8').slice(0, SAID_MOST);
  });
  return () => text.trim();
}

interface Child {
  readonly pid?: number | undefined;
  readonly stdout: { destroy(): unknown };
  readonly stderr: { destroy(): unknown };
}

function endGroup(child: Child): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
  // A child that it left behind may hold them.
  child.stdout.destroy();
  child.stderr.destroy();
}
