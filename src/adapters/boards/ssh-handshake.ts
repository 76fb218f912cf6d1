/**
 * From a byte stream to a client that is let in. node-ssh connects and nothing else; whether it went well is read from the
 * events of ssh2, whose listeners are there before anything can fire and stay for good.
 */
import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import type { CipherAlgorithm, Client } from 'ssh2';
import { present } from '#core/invariant.js';
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { HostKeyVerifier } from './host-keys.js';
import { inTime } from './in-time.js';
import type { Endpoint } from './ssh-endpoint.js';
import type { Identities } from './ssh-identities.js';

export interface HandshakeParts {
  readonly endpoint: Endpoint;
  readonly socket: Duplex;
  readonly identities: Identities;
  readonly check: HostKeyVerifier;
}

type SshError = Error & { readonly level?: string; readonly code?: unknown };

/** The quickest first: processors with AES instructions do the first at gigabytes a second. */
const ciphers: readonly CipherAlgorithm[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  // Where nothing else is allowed.
  'chacha20-poly1305@openssh.com',
];

export async function handshake(parts: HandshakeParts, bound: Bound, clock: Clock): Promise<Result<Client, Failure>> {
  const { endpoint, socket } = parts;
  const seen: Seen = { accepts: [] };
  const client = begin(parts, seen);
  const settled = new Promise<SshError | 'ready' | 'closed'>((resolve) => {
    client.once('ready', () => resolve('ready'));
    client.once('close', () => resolve('closed'));
    // Stays for good: an error that nobody hears would end the process.
    client.on('error', (error: SshError) => {
      seen.error ??= error;
      if (isFatal(error)) resolve(error);
    });
  });
  const came = await inTime(settled, bound, clock);
  if (typeof came === 'object' && came.value === 'ready') {
    client.setNoDelay(true);
    return ok(client);
  }
  client.destroy();
  socket.destroy();
  if (came === 'cancelled') return err(failure('board/link-lost', { why: 'cancelled' }));
  return err(seen.denied ?? refusal(endpoint, parts.identities, seen, came === 'deadline'));
}

interface Seen {
  error?: SshError;
  /** What the check of the host key said. */
  denied?: Failure;
  /** Ways to prove who one is that the machine takes. */
  accepts: readonly string[];
}

function begin({ endpoint, socket, identities, check }: HandshakeParts, seen: Seen): Client {
  const rest = [...identities.methods];
  const shell = new NodeSSH();
  // It makes its client before it waits for anything. What its promise tells is told by events, and less wrongly: a dead
  // agent makes it give up although the keys in files come next.
  const connecting = shell.connect({
    sock: socket,
    host: endpoint.host,
    username: endpoint.user,
    readyTimeout: 0,
    keepaliveInterval: endpoint.aliveIntervalNs / 1e6,
    keepaliveCountMax: endpoint.aliveCountMost,
    agentForward: false,
    algorithms: { cipher: [...ciphers], serverHostKey: [...check.algorithms] },
    hostVerifier: (key: Buffer, tell: (trusted: boolean) => void): void => {
      void check.verify(key).then((verdict) => {
        if (!verdict.ok) seen.denied = verdict.error;
        tell(verdict.ok);
      });
    },
    authHandler: (left: readonly string[] | null) => {
      seen.accepts = left ?? seen.accepts;
      return rest.shift() ?? false;
    },
  });
  connecting.catch(() => undefined);
  return present(shell.connection, 'the client of node-ssh');
}

/** ssh2 tells of an agent or a key that fails and then goes on with the next one. */
function isFatal({ level, message }: SshError): boolean {
  if (level === 'agent') return false;
  return level !== 'client-authentication' || message.startsWith('All configured');
}

function refusal(endpoint: Endpoint, { names, locked }: Identities, seen: Seen, late: boolean): Failure {
  const { user, host, port } = endpoint;
  const facts = { endpoint: `${user}@${host}:${port}` };
  const { error } = seen;
  if (error?.level === 'client-authentication' || /authentication failures/.test(error?.message ?? '')) {
    return failure('board/auth', {
      ...facts,
      ...{ keys: names, locked, accepts: seen.accepts, looked: endpoint.identityFiles },
    });
  }
  const errno = late ? 'ETIMEDOUT' : typeof error?.code === 'string' ? error.code : null;
  return failure('board/unreachable', { ...facts, errno, said: error?.message ?? '' });
}
