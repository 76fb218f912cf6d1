/**
 * One live connection to one machine, from handshake to loss. Its law: every call on it settles, with an answer or with the
 * loss of the connection, and no event of ssh2 ever becomes an uncaught exception.
 */
import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { type Nanoseconds, seconds } from '#core/units.js';
import { type Facts, type Failure, failure } from '#domain/failure.js';
import type { Clock } from '#ports/clock.js';

/** `refused` means that the machine has no room for a channel at this moment: it may have in the next. */
export type Opened<T> =
  | { readonly kind: 'open'; readonly channel: T }
  | { readonly kind: 'refused'; readonly said: string }
  | { readonly kind: 'lost' };

/** A command under way, and what an `exit` event has said of its end. */
export interface Running {
  readonly channel: ClientChannel;
  readonly exit: { code?: number; signal?: string };
}

/** What a call does to the room of a connection: `held` may last as long as an attempt, `control` must never wait for it. */
export type CallKind = 'held' | 'short' | 'control';

/** sshd frees the room of a channel late: above 4 in flight it refuses some, whatever MaxSessions says. */
const mostChannels = 4;
/** After `end` the other side has this long to say goodbye. */
const goodbyeNs = seconds(1);

export interface ConnectionOptions {
  /** It is let in, and has an error listener that stays; see `handshake`. */
  readonly client: Client;
  /** `user@host:port`. */
  readonly name: string;
  /** How many connections this endpoint had until now. */
  readonly generation: number;
  readonly clock: Clock;
}

export class SshConnection {
  readonly name: string;
  readonly generation: number;
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #lost = new Set<(loss: Failure) => void>();
  readonly #inFlight = new Map<CallKind, number>();
  #loss: Failure | undefined;
  #said: Facts = {};
  #most = mostChannels;

  constructor({ client, name, generation, clock }: ConnectionOptions) {
    this.name = name;
    this.generation = generation;
    this.#client = client;
    this.#clock = clock;
    client.on('error', (error) => {
      this.#said = { said: error.message };
    });
    client.on('close', () => this.#lose('closed'));
  }

  get alive(): boolean {
    return this.#loss === undefined;
  }

  /** Told at once if it has happened; the answer ends the telling, so that a long life gathers no listeners. */
  onLost(tell: (loss: Failure) => void): () => void {
    if (this.#loss) tell(this.#loss);
    else this.#lost.add(tell);
    return () => this.#lost.delete(tell);
  }

  /** Takes room for a call of this kind; one place is kept for control, so that a stop never waits for a measurement. */
  take(kind: CallKind): boolean {
    const most = kind === 'control' ? this.#most : Math.max(1, this.#most - 1);
    if (!this.alive || this.#count >= most) return false;
    this.#inFlight.set(kind, (this.#inFlight.get(kind) ?? 0) + 1);
    return true;
  }

  release(kind: CallKind): void {
    this.#inFlight.set(kind, (this.#inFlight.get(kind) ?? 1) - 1);
  }

  get idle(): boolean {
    return this.#count === 0;
  }

  /** Whether nothing on it ends soon. */
  get isHeld(): boolean {
    return this.#count === (this.#inFlight.get('held') ?? 0);
  }

  /** The machine has refused a channel again and again: so many at once are all that it allows. */
  full(): void {
    this.#most = Math.max(1, this.#count - 1);
  }

  exec(command: string): Promise<Opened<Running>> {
    return this.#open((tell) =>
      this.#client.exec(command, (error, channel) => tell(error, error ? undefined : running(channel))),
    );
  }

  forward(host: string, port: number): Promise<Opened<Duplex>> {
    return this.#open((tell) =>
      this.#client.forwardOut('127.0.0.1', 0, host, port, (error, channel) =>
        tell(error, error ? undefined : unheard(channel)),
      ),
    );
  }

  /** For a connection that does not answer any more: the calls on it learn of its loss now. */
  abandon(why: 'deadline' | 'closed'): void {
    this.#lose(why);
    this.#client.destroy();
  }

  async close(): Promise<void> {
    if (!this.alive) return void this.#client.destroy();
    const closed = new Promise<void>((resolve) => this.#client.once('close', () => resolve()));
    const over = new AbortController();
    this.#lose('closed');
    this.#client.end();
    await Promise.race([closed, this.#clock.sleepUntil(later(this.#clock, goodbyeNs), over.signal)]);
    over.abort();
    this.#client.destroy();
  }

  get #count(): number {
    let count = 0;
    for (const number of this.#inFlight.values()) count += number;
    return count;
  }

  #open<T>(ask: (tell: (error: Error | undefined, channel: T | undefined) => void) => void): Promise<Opened<T>> {
    return new Promise((resolve) => {
      const tell = (error: Error | undefined, channel: T | undefined): void => {
        if (channel) resolve({ kind: 'open', channel });
        else resolve(this.alive ? { kind: 'refused', said: error?.message ?? '' } : { kind: 'lost' });
      };
      try {
        ask(tell);
      } catch {
        // "Not connected" is thrown, not told.
        resolve({ kind: 'lost' });
      }
    });
  }

  #lose(why: 'deadline' | 'closed'): void {
    if (this.#loss) return;
    this.#loss = failure('board/link-lost', { why, generation: this.generation, ...this.#said });
    for (const tell of this.#lost) tell(this.#loss);
    this.#lost.clear();
  }
}

/** Listens before anything else may run: the end of a quick command is in the same packet as its beginning. */
function running(channel: ClientChannel): Running {
  const exit: Running['exit'] = {};
  channel.on('exit', (code: number | null, signal?: string) => {
    if (typeof code === 'number' && Number.isInteger(code)) exit.code = code;
    else exit.signal = signal ?? '';
  });
  channel.on('error', () => undefined);
  channel.stderr.on('error', () => undefined);
  return { channel, exit };
}

/** As with any stream: an error that nobody hears would end the process. */
function unheard(channel: ClientChannel): Duplex {
  return channel.on('error', () => undefined);
}

function later(clock: Clock, lengthNs: Nanoseconds): Nanoseconds {
  return (clock.monotonicNs() + lengthNs) as Nanoseconds;
}
