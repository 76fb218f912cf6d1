/** Makes one connection to an endpoint, hop by hop: each hop is verified and timed by itself, none for longer than it may. */
import type { Duplex } from 'node:stream';
import { err, ok, type Result } from '#core/result.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { Gate } from './gate.js';
import type { HostKeyVerifier } from './host-keys.js';
import { atMost, inTime } from './in-time.js';
import { SshConnection } from './ssh-connection.js';
import type { Endpoint } from './ssh-endpoint.js';
import { handshake } from './ssh-handshake.js';
import { identitiesOf } from './ssh-identities.js';
import { openSocket } from './ssh-socket.js';

/** Whom to believe at an endpoint; asked anew for each connection. */
export type Trust = (endpoint: Endpoint) => Promise<Result<HostKeyVerifier, Failure>>;

/** The way to the machine behind a hop, shared by all that go through it. */
export interface Hop {
  /** At most so many handshakes through one hop at once: its sshd drops some above MaxStartups (10 by default). */
  readonly ramp: Gate;
  connection(bound: Bound): Promise<Result<SshConnection, Failure>>;
  release(): Promise<void>;
}

export interface DialTools {
  readonly clock: Clock;
  readonly trust: Trust;
  /** Of all handshakes of this process. */
  readonly ramp: Gate;
  readonly hop: (endpoint: Endpoint) => Hop;
}

/** Slow boards take seconds for the arithmetic of a handshake. */
const handshakeNs = seconds(30);

export async function dial(
  endpoint: Endpoint,
  generation: number,
  tools: DialTools,
  bound: Bound,
): Promise<Result<SshConnection, Failure>> {
  const last = endpoint.jumps.at(-1);
  if (last === undefined)
    return inRamp(tools.ramp, tools, bound, () => meet(endpoint, undefined, generation, tools, bound));
  const hop = tools.hop({ ...last, jumps: endpoint.jumps.slice(0, -1) });
  const connected = await inRamp(hop.ramp, tools, bound, async () => {
    // Never while a place of the common ramp is held: the hop may need one itself.
    const through = await hop.connection(bound);
    if (!through.ok) return through;
    return inRamp(tools.ramp, tools, bound, () => meet(endpoint, through.value, generation, tools, bound));
  });
  if (connected.ok) connected.value.onLost(() => void hop.release());
  else await hop.release();
  return connected;
}

async function inRamp<T>(
  ramp: Gate,
  { clock }: DialTools,
  bound: Bound,
  work: () => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  const early = await ramp.enter(bound, clock);
  if (early) return err(failure('board/link-lost', { why: early }));
  try {
    return await work();
  } finally {
    ramp.leave();
  }
}

async function meet(
  endpoint: Endpoint,
  through: SshConnection | undefined,
  generation: number,
  { clock, trust }: DialTools,
  bound: Bound,
): Promise<Result<SshConnection, Failure>> {
  const check = await trust(endpoint);
  if (!check.ok) return check;
  const identities = await identitiesOf(endpoint, bound, clock);
  const socketBound = atMost(bound, clock, endpoint.connectTimeoutNs);
  const socket = through
    ? await forwarded(through, endpoint, socketBound, clock)
    : await openSocket(endpoint, socketBound, clock);
  if (!socket.ok) return socket;
  const longest = Math.max(endpoint.connectTimeoutNs, handshakeNs) as Nanoseconds;
  const parts = { endpoint, socket: socket.value, identities, check: check.value };
  const client = await handshake(parts, atMost(bound, clock, longest), clock);
  if (!client.ok) return client;
  const name = `${endpoint.user}@${endpoint.host}:${endpoint.port}`;
  return ok(new SshConnection({ client: client.value, name, generation, clock }));
}

async function forwarded(
  through: SshConnection,
  { host, port }: Endpoint,
  bound: Bound,
  clock: Clock,
): Promise<Result<Duplex, Failure>> {
  const opening = through.forward(host, port);
  const came = await inTime(opening, bound, clock);
  const endpoint = `${host}:${port}`;
  if (typeof came === 'string') {
    void opening.then((late) => late.kind === 'open' && late.channel.destroy());
    return err(failure('board/unreachable', { endpoint, errno: 'ETIMEDOUT', through: through.name }));
  }
  const opened = came.value;
  if (opened.kind === 'open') return ok(opened.channel);
  const said = opened.kind === 'refused' ? opened.said : 'connection lost';
  return err(failure('board/unreachable', { endpoint, said, through: through.name }));
}
