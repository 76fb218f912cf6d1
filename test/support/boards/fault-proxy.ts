/**
 * A way between an orchestrator and a board that can fail in every way a network does. It counts bytes and stops at an exact
 * one, so that the same seed cuts at the same place; nothing in it waits for a clock.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** `up` is from the orchestrator to the board. */
export type Direction = 'up' | 'down';

export type Fault =
  /** Both ends are told politely. */
  | 'fin'
  /** Both ends are told rudely. */
  | 'rst'
  /** Nobody is told: bytes in this direction vanish from now on. */
  | 'black-hole-up'
  | 'black-hole-down'
  | 'black-hole';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

export class FaultProxy implements AsyncDisposable {
  readonly port: number;
  readonly #wall: Server;
  readonly #pairs = new Set<Pair>();
  /** Also those whose other half is gone. */
  readonly #sockets = new Set<Socket>();
  readonly #swallows = new Set<Direction>();
  #refuses = false;
  #begun = 0;
  #passed: Record<Direction, number> = { up: 0, down: 0 };
  #trap: { readonly direction: Direction; readonly at: number; readonly fault: Fault; sprung(): void } | undefined;

  private constructor(wall: Server, port: number) {
    this.#wall = wall;
    this.port = port;
  }

  /** In front of a port of this machine. */
  static async to(port: number): Promise<FaultProxy> {
    const wall = createServer({ noDelay: true });
    wall.listen(0, '127.0.0.1');
    await once(wall, 'listening');
    const proxy = new FaultProxy(wall, (wall.address() as AddressInfo).port);
    wall.on('connection', (near) => proxy.#carry(near, connect({ port, host: '127.0.0.1', noDelay: true })));
    return proxy;
  }

  /** Bytes that went through so far. */
  get passed(): Readonly<Record<Direction, number>> {
    return this.#passed;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  /** Connections that were asked for so far. */
  get begun(): number {
    return this.#begun;
  }

  /** Does it now, to every connection. */
  strike(fault: Fault): void {
    if (fault === 'fin' || fault === 'rst') {
      for (const pair of this.#pairs) end(pair, fault);
      return;
    }
    if (fault !== 'black-hole-down') this.#swallows.add('up');
    if (fault !== 'black-hole-up') this.#swallows.add('down');
  }

  /** Does it when so many more bytes have gone this way; resolves when it is done. */
  strikeAfter(bytes: number, direction: Direction, fault: Fault): Promise<void> {
    return new Promise((resolve) => {
      this.#trap = { direction, at: this.#passed[direction] + bytes, fault, sprung: resolve };
    });
  }

  /** New connections get through again and old ones, of which something was swallowed, end: TCP could never heal them. */
  mend(): void {
    this.#refuses = false;
    this.#trap = undefined;
    if (this.#swallows.size === 0) return;
    this.#swallows.clear();
    for (const pair of this.#pairs) end(pair, 'rst');
  }

  /** New connections are refused, as by a board that is off. */
  refuse(): void {
    this.#refuses = true;
    this.strike('rst');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#wall, 'close');
    this.#wall.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #carry(near: Socket, far: Socket): void {
    this.#begun++;
    if (this.#refuses) {
      near.resetAndDestroy();
      far.destroy();
      return;
    }
    const pair = { near, far };
    this.#pairs.add(pair);
    this.#pipe(near, far, 'up');
    this.#pipe(far, near, 'down');
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => end(pair, 'rst'));
      socket.on('close', () => {
        this.#pairs.delete(pair);
        this.#sockets.delete(socket);
        end(pair, 'fin');
      });
    }
  }

  #pipe(from: Socket, to: Socket, direction: Direction): void {
    from.on('data', (chunk: Buffer) => {
      const trap = this.#trap;
      const room = trap?.direction === direction ? trap.at - this.#passed[direction] : Number.POSITIVE_INFINITY;
      const rest = chunk.subarray(0, Math.max(0, room));
      this.#passed[direction] += rest.length;
      if (!this.#swallows.has(direction) && rest.length > 0 && !to.write(rest)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
      if (trap === undefined || room > chunk.length) return;
      this.#trap = undefined;
      this.strike(trap.fault);
      trap.sprung();
    });
    from.on('end', () => to.end());
  }
}

/** What was written before a FIN still arrives, as in life. */
function end({ near, far }: Pair, how: 'fin' | 'rst'): void {
  for (const socket of [near, far]) {
    if (socket.destroyed) continue;
    if (how === 'fin') socket.end();
    else socket.resetAndDestroy();
  }
}
