/**
 * One command on one channel. Its law: it has ended well only if an integer exit code came by an `exit` event; ending the
 * call closes the channel and signals nothing, so that what a supervisor began goes on.
 */
import { createReadStream } from 'node:fs';
import type { ClientChannel } from 'ssh2';
import { err, ok, type Result } from '#core/result.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import { type Facts, type Failure, failure } from '#domain/failure.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { Frame } from './frame.js';
import { onEarly } from './in-time.js';
import type { Exit, LinkLoss, LinkStreams } from './link.js';
import type { Line } from './ssh-trunk.js';

/** Enough for the last words of a shell; the rest is thrown away. */
const saidBytes = 2048;
/** Nobody complains at such length: the rest is not waited for. */
const mostSaidBytes = 16 * 1024 * 1024;
/** Pieces of an upload: 32 packets of ssh2, half of the window of OpenSSH. Smaller ones cost more of the processor. */
const pieceBytes = 1024 * 1024;
/** How long a channel that was given up keeps its place if the other side does not close it. */
const closeNs = seconds(10);

export interface CallOptions {
  readonly streams: LinkStreams;
  readonly frame: Frame;
  readonly bound: Bound;
  readonly clock: Clock;
}

export function converse(line: Line, options: CallOptions): Promise<Result<Exit, Failure>> {
  return new Promise((resolve) => {
    new Call(line, options, resolve).begin();
  });
}

class Call {
  readonly #line: Line;
  readonly #options: CallOptions;
  readonly #resolve: (result: Result<Exit, Failure>) => void;
  readonly #over = new AbortController();
  readonly #said: Buffer[] = [];
  #saidBytes = 0;
  #fed: Promise<Failure | undefined> | undefined;

  constructor(line: Line, options: CallOptions, resolve: (result: Result<Exit, Failure>) => void) {
    this.#line = line;
    this.#options = options;
    this.#resolve = resolve;
  }

  begin(): void {
    const { channel, connection } = this.#line;
    const { bound, clock, streams } = this.#options;
    channel.on('data', (chunk: Buffer) => this.#heard(chunk));
    channel.stderr.on('data', (chunk: Buffer) => this.#complained(chunk));
    const forget = connection.onLost((loss) => this.#end(err(loss)));
    this.#over.signal.addEventListener('abort', forget, { once: true });
    onEarly(bound, clock, this.#over.signal, (why) => this.#end(lost(why)));
    const closed = new AbortController();
    channel.once('close', () => {
      closed.abort();
      void this.#closed();
    });
    this.#releaseOnce(closed.signal);
    if (streams.input === null) channel.end();
  }

  /** The place is free when the channel is closed, or a while after it was given up. */
  #releaseOnce(closed: AbortSignal): void {
    const { clock } = this.#options;
    let held = true;
    const release = (): void => {
      if (held) this.#line.release();
      held = false;
    };
    closed.addEventListener('abort', release, { once: true });
    this.#over.signal.addEventListener('abort', () => {
      if (closed.aborted) return;
      void clock.sleepUntil((clock.monotonicNs() + closeNs) as Nanoseconds, closed).then(release);
    });
  }

  #heard(chunk: Buffer): void {
    if (this.#over.signal.aborted) return;
    const { frame, streams } = this.#options;
    const body = frame.take(chunk);
    if (frame.isNoise) return this.#end(lost('unreadable', { command: 'login' }));
    // Files that a login shell reads could eat what comes before them.
    if (frame.open && streams.input !== null) this.#fed ??= feed(streams.input, this.#line.channel, this.#over.signal);
    if (body.length > 0 && !streams.output(body)) this.#end(lost('flooded'));
  }

  #complained(chunk: Buffer): void {
    if (this.#said.length < 8) this.#said.push(chunk.subarray(0, saidBytes / 8));
    this.#saidBytes += chunk.length;
    if (this.#saidBytes > mostSaidBytes) this.#end(lost('flooded'));
  }

  async #closed(): Promise<void> {
    const { code, signal = null } = this.#line.exit;
    const said = Buffer.concat(this.#said).toString('utf8');
    if (this.#over.signal.aborted) return;
    if (code === undefined) return this.#end(lost('closed', { signal, said }));
    if (code === 0 && !this.#options.frame.open) return this.#end(lost('unreadable', { said }));
    this.#over.abort();
    const damage = await this.#fed;
    this.#resolve(damage ? err(damage) : ok({ code, said }));
  }

  #end(result: Result<Exit, Failure>): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    const { channel } = this.#line;
    // Read on and thrown away until the other side has closed: unread bytes would keep the channel open.
    channel.resume();
    channel.close();
    this.#resolve(result);
  }
}

function lost(why: LinkLoss, facts: Facts = {}): { readonly ok: false; readonly error: Failure } {
  return err(failure('board/link-lost', { why, ...facts }));
}

/** A command that ends before it has read everything is judged by what it says. */
async function feed(path: string, channel: ClientChannel, over: AbortSignal): Promise<Failure | undefined> {
  const file = createReadStream(path, { highWaterMark: pieceBytes });
  try {
    for await (const piece of file) {
      if (over.aborted) return undefined;
      if (!channel.write(piece)) await drained(channel, over);
    }
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : null;
    return failure('board/file-damaged', { path, errno });
  } finally {
    file.destroy();
    channel.end();
  }
  return undefined;
}

function drained(channel: ClientChannel, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (over.aborted) return resolve();
    const end = (): void => {
      channel.removeListener('drain', end);
      over.removeEventListener('abort', end);
      resolve();
    };
    channel.once('drain', end);
    over.addEventListener('abort', end, { once: true });
  });
}
