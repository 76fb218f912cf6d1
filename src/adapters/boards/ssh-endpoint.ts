/** Where an SSH board is reached, after the inventory and the user's own OpenSSH configuration have been read. */
import type { Nanoseconds } from '#core/units.js';

export interface Endpoint {
  /** HostName: what is connected to. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The name under which known_hosts is searched instead of host and port (HostKeyAlias). */
  readonly hostKeyAlias: string | null;
  /** Absolute paths of private keys, in order; those that do not exist are passed over, as OpenSSH does. */
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** Socket of the agent; null: none is asked. It is never forwarded. */
  readonly agentSocket: string | null;
  /** The user's files first, then the machine's. */
  readonly knownHostsFiles: readonly string[];
  /** Where a new key is written down when the user accepts new ones; null: UserKnownHostsFile names none. */
  readonly newHostKeys: NewHostKeys | null;
  /** Pinned in the inventory (`SHA256:…`); not empty: nothing else is trusted. */
  readonly pinnedHostKeys: readonly string[];
  /** All hops in the order in which they are passed; each is verified on its own and has no jumps of its own here. */
  readonly jumps: readonly Endpoint[];
  /** Only when the inventory allows it; a command of this machine. */
  readonly proxyCommand: string | null;
  readonly connectTimeoutNs: Nanoseconds;
  readonly aliveIntervalNs: Nanoseconds;
  readonly aliveCountMost: number;
}

export interface NewHostKeys {
  readonly file: string;
  /** HashKnownHosts: whoever reads the file does not learn the names of the hosts. */
  readonly hashed: boolean;
}

/** One connection for each: who, where, and by which way. */
export function endpointKey(endpoint: Endpoint): string {
  const { user, host, port, jumps } = endpoint;
  return [...jumps.map(endpointKey), `${user}@${host}:${port}`].join(' ');
}
