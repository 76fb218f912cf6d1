/**
 * All connections to one endpoint: normally one, another beside it when the first has no room that gets free soon, and the
 * next after a loss. What the machine refuses for want of room is tried again here and never told to an attempt.
 */
import { type Deferred, deferred } from '#core/deferred.js';
import type { Random } from '#core/random.js';
import { err, ok, type Result } from '#core/result.js';
import { milliseconds, type Nanoseconds, seconds } from '#core/units.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import { Gate } from './gate.js';
import { atMost, inTime } from './in-time.js';
import type { CallKind, Running, SshConnection } from './ssh-connection.js';

export interface TrunkTools {
  readonly clock: Clock;
  readonly random: Random;
  readonly dial: (generation: number, bound: Bound) => Promise<Result<SshConnection, Failure>>;
}

export interface Line extends Running {
  readonly connection: SshConnection;
  /** Once the channel is closed on both sides. */
  readonly release: () => void;
}

/** Beside each other, for one endpoint. */
const mostConnections = 4;
/** At most so many handshakes through one machine at once. */
const rampThroughHop = 4;
/** A machine that lets nobody in within this time does not answer any more. */
const openNs = seconds(30);
/** How often a refused channel is asked for again before the connection counts as full. */
const mostTries = 4;
/** How often one call begins a connection anew because the last one had no room at all. */
const mostReplacements = 3;

export class SshTrunk {
  readonly ramp = new Gate(rampThroughHop);
  readonly #tools: TrunkTools;
  #live: SshConnection[] = [];
  #dialling: Promise<Result<SshConnection, Failure>> | undefined;
  #changed: Deferred<undefined> = deferred();
  #generation = 0;

  constructor(tools: TrunkTools) {
    this.#tools = tools;
  }

  /** A channel that runs this command. */
  async open(command: string, kind: CallKind, bound: Bound): Promise<Result<Line, Failure>> {
    for (let replaced = 0; ; replaced++) {
      const place = await this.#place(kind, bound);
      if (!place.ok) return place;
      const line = await this.#ask(place.value, command, kind, bound);
      if (line !== 'full') return line;
      if (replaced === mostReplacements) return err(failure('board/link-lost', { why: 'refused', said: 'no channel' }));
    }
  }

  /** Some live connection, for what needs no place on it. */
  async connection(bound: Bound): Promise<Result<SshConnection, Failure>> {
    const live = this.#live.find(({ alive }) => alive);
    return live ? ok(live) : this.#dialled(bound);
  }

  async close(): Promise<void> {
    const connections = this.#live;
    this.#live = [];
    const late = await this.#dialling;
    if (late?.ok) connections.push(late.value);
    await Promise.all(connections.map((connection) => connection.close()));
  }

  async #place(kind: CallKind, bound: Bound): Promise<Result<SshConnection, Failure>> {
    for (;;) {
      const free = this.#live.find((connection) => connection.take(kind));
      if (free) return ok(free);
      if (this.#live.length < mostConnections && this.#live.every(({ isHeld }) => isHeld)) {
        const dialled = await this.#dialled(bound);
        if (!dialled.ok) return dialled;
      } else {
        const came = await inTime(this.#changed.promise, bound, this.#tools.clock);
        if (typeof came === 'string') return err(failure('board/link-lost', { why: came }));
      }
    }
  }

  async #ask(
    connection: SshConnection,
    command: string,
    kind: CallKind,
    bound: Bound,
  ): Promise<Result<Line, Failure> | 'full'> {
    const release = (): void => {
      connection.release(kind);
      this.#tell();
    };
    const { clock } = this.#tools;
    for (let tries = 1; ; tries++) {
      const asked = atMost(bound, clock, openNs);
      const opening = connection.exec(command);
      const came = await inTime(opening, asked, clock);
      if (typeof came === 'string') {
        // It may be there any moment: whoever asked for it has gone.
        void opening.then((late) => (late.kind === 'open' ? discard(late.channel, release) : release()));
        if (came === 'deadline' && asked !== bound) connection.abandon('deadline');
        return err(failure('board/link-lost', { why: came }));
      }
      const opened = came.value;
      if (opened.kind === 'open') return ok({ ...opened.channel, connection, release });
      if (opened.kind === 'lost') {
        release();
        return err(failure('board/link-lost', { why: 'closed', generation: connection.generation }));
      }
      if (tries === mostTries) {
        connection.full();
        release();
        // Refused although it was alone: this connection is of no use any more.
        if (connection.idle) await connection.close();
        return 'full';
      }
      await clock.sleepUntil(this.#pause(tries), bound.signal);
    }
  }

  /** 50 to 500 ms, longer each time, never the same for two. */
  #pause(tries: number): Nanoseconds {
    const { clock, random } = this.#tools;
    const most = Math.min(500, 100 * 2 ** (tries - 1));
    return (clock.monotonicNs() + milliseconds(50 + random.next() * (most - 50))) as Nanoseconds;
  }

  /** One handshake for all who wait for it. What ended somebody else's patience ends nobody's but theirs. */
  async #dialled(bound: Bound): Promise<Result<SshConnection, Failure>> {
    for (;;) {
      const own = this.#dialling === undefined;
      this.#dialling ??= this.#dial(bound).finally(() => {
        this.#dialling = undefined;
      });
      const came = await inTime(this.#dialling, bound, this.#tools.clock);
      if (typeof came === 'string') return err(failure('board/link-lost', { why: came }));
      if (came.value.ok || own || came.value.error.code !== 'board/link-lost') return came.value;
    }
  }

  async #dial(bound: Bound): Promise<Result<SshConnection, Failure>> {
    const { clock, dial } = this.#tools;
    for (let tries = 1; ; tries++) {
      const connected = await dial(++this.#generation, bound);
      if (connected.ok) {
        this.#live.push(connected.value);
        connected.value.onLost(() => {
          this.#live = this.#live.filter((other) => other !== connected.value);
          this.#tell();
        });
        this.#tell();
        return connected;
      }
      if (tries === mostTries || !isDropped(connected.error)) return connected;
      await clock.sleepUntil(this.#pause(tries), bound.signal);
    }
  }

  #tell(): void {
    this.#changed.resolve(undefined);
    this.#changed = deferred();
  }
}

/** sshd drops some of many that knock at once (MaxStartups): no word of it was about this one. */
function isDropped({ code, facts }: Failure): boolean {
  return (
    code === 'board/unreachable' &&
    (facts['errno'] === 'ECONNRESET' || /lost before handshake/.test(String(facts['said'])))
  );
}

function discard({ channel }: Running, release: () => void): void {
  channel.once('close', release);
  channel.resume();
  channel.stderr.resume();
  channel.close();
}
