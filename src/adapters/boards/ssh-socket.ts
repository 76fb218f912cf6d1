/** The byte stream under a connection: TCP, or a command of this machine where the inventory allows one. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import { inTime } from './in-time.js';
import type { Endpoint } from './ssh-endpoint.js';

export async function openSocket(endpoint: Endpoint, bound: Bound, clock: Clock): Promise<Result<Duplex, Failure>> {
  if (endpoint.proxyCommand !== null) return ok(commandSocket(endpoint.proxyCommand));
  const { host, port } = endpoint;
  const socket = connect({ host, port, noDelay: true });
  const over = new AbortController();
  const opened = new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    socket.once('connect', () => resolve(undefined));
    // Stays after the first: until somebody else listens, a late error must not become an uncaught exception.
    socket.on('error', resolve);
  });
  const came = await inTime(opened, bound, clock);
  over.abort();
  if (typeof came === 'object' && came.value === undefined) return ok(socket);
  socket.destroy();
  if (came === 'cancelled') return err(failure('board/link-lost', { why: 'cancelled' }));
  const errno = came === 'deadline' ? 'ETIMEDOUT' : errnoOf(came.value);
  return err(failure('board/unreachable', { endpoint: `${host}:${port}`, errno }));
}

/** Of several addresses that were tried, Node tells the error of each in a list. */
function errnoOf(error: NodeJS.ErrnoException | undefined): string | null {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  if (typeof error?.code === 'string') return error.code;
  return inner instanceof Error && 'code' in inner && typeof inner.code === 'string' ? inner.code : null;
}

/** In a session of its own: Ctrl-C in the terminal is for the orchestrator alone. */
function commandSocket(command: string): Duplex {
  const child = spawn('sh', ['-c', `exec ${command}`], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  const socket = Duplex.from({ readable: child.stdout, writable: child.stdin });
  socket.on('error', () => child.kill());
  socket.once('close', () => child.kill());
  child.once('error', (error) => socket.destroy(error));
  return socket;
}
