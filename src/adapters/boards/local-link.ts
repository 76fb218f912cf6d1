/**
 * The link to this very machine. Its law: neither the orchestrator's death nor Ctrl-C in its terminal reaches a runner,
 * hence each call is a session of its own; nothing outlives the link but what a supervisor holds.
 */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { Exit, Link, LinkLoss, LinkStreams } from './link.js';

/** Enough for the last words of a shell; the rest is thrown away. */
const saidBytes = 2048;

export class LocalLink implements Link {
  readonly #closing = new AbortController();
  readonly #calls = new Set<Promise<unknown>>();
  readonly #prefix: readonly [string, ...string[]];
  readonly #clock: Clock;

  /** `prefix` is what comes before the words of each call: shell, script and its folders. */
  constructor(prefix: readonly [string, ...string[]], clock: Clock) {
    this.#prefix = prefix;
    this.#clock = clock;
  }

  run(words: readonly string[], streams: LinkStreams, bound: Bound): Promise<Result<Exit, Failure>> {
    const call = this.#run(words, streams, bound);
    this.#calls.add(call);
    void call.finally(() => this.#calls.delete(call));
    return call;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#calls);
  }

  async #run(words: readonly string[], streams: LinkStreams, bound: Bound): Promise<Result<Exit, Failure>> {
    const signal = AbortSignal.any([bound.signal, this.#closing.signal]);
    if (signal.aborted) return lost('cancelled');
    const [file, ...first] = this.#prefix;
    const child = spawnCall(file, [...first, ...words], streams.input === null ? 'ignore' : 'pipe');
    let loss: LinkLoss | undefined;
    const end = (why: LinkLoss): void => {
      loss ??= why;
      // The whole group of the call: the supervisor is in a session of its own.
      if (child.pid !== undefined) killGroup(child.pid);
      // Nothing that may still hold them keeps this call open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => streams.output(chunk) || end('flooded'));
    child.stderr.on('data', (chunk: Buffer) => said.length < 8 && said.push(chunk.subarray(0, saidBytes / 8)));
    const over = new AbortController();
    const cancel = (): void => end('cancelled');
    signal.addEventListener('abort', cancel, { signal: over.signal });
    // Sleeping for ever would only keep a timer busy.
    if (Number.isFinite(bound.deadline)) {
      void this.#clock.sleepUntil(bound.deadline, over.signal).then(() => over.signal.aborted || end('deadline'));
    }
    const [result, fed] = await Promise.all([child, feed(streams.input, child.stdin)]);
    over.abort();
    if (loss !== undefined) return lost(loss);
    if (!fed.ok) return fed;
    if (result.exitCode === undefined) return lost('closed', { errno: result.code ?? null });
    return ok({ code: result.exitCode, said: Buffer.concat(said).toString('utf8') });
  }
}

function spawnCall(file: string, words: readonly string[], stdin: 'ignore' | 'pipe') {
  return execa(file, words, {
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdin,
    stdout: 'pipe',
    stderr: 'pipe',
    env: ownEnvironment(),
    extendEnv: false,
  });
}

function lost(why: LinkLoss, facts: Failure['facts'] = {}): { readonly ok: false; readonly error: Failure } {
  return err(failure('board/link-lost', { why, ...facts }));
}

/** A command that ends before it has read everything is judged by what it says, not by the broken pipe. */
async function feed(path: string | null, input: NodeJS.WritableStream | null): Promise<Result<void, Failure>> {
  if (path === null || input === null) return ok(undefined);
  const file = createReadStream(path);
  let unreadable: NodeJS.ErrnoException | undefined;
  file.once('error', (error) => {
    unreadable = error;
  });
  await pipeline(file, input).catch(() => undefined);
  return unreadable ? err(failure('board/file-damaged', { path, errno: unreadable.code ?? null })) : ok(undefined);
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}

/** Without the channel to a parent that this process may have: a Node runner would take it for its own. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { NODE_CHANNEL_FD: _, NODE_CHANNEL_SERIALIZATION_MODE: __, ...rest } = process.env;
  return rest;
}
