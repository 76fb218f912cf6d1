/** What is asked of an OpenSSH configuration and what it answers, the same whoever reads it: `ssh -G` or this program. */
import type { Result } from '#core/result.js';
import { err } from '#core/result.js';
import { type Facts, type Failure, failure } from '#domain/failure.js';

/** Whom the configuration is asked about; what the inventory says of user and port comes first, as on a command line. */
export interface HostQuestion {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

/** Keyword in lower case → its values, as `ssh -G` prints them: defaults filled in, durations in seconds. */
export type SshSettings = ReadonlyMap<string, readonly string[]>;

export interface ResolveOptions {
  readonly signal: AbortSignal;
  /** Another file instead of the user's and the machine's (`ssh -F`). */
  readonly configFile?: string;
  /** The OpenSSH client that is asked; null: the files are read by this program. Unset: the `ssh` of the PATH, if any. */
  readonly client?: string | null;
}

/** The configuration cannot be used as it is: trying again would change nothing. */
export function refused(host: string, reason: string, facts: Facts = {}): Refused {
  return err(failure('board/ssh-config', { host, reason, ...facts }));
}
export type Refused = Extract<Result<never, Failure>, { ok: false }>;

/** Names that OpenSSH refuses too: a command of the configuration (ProxyCommand, Match exec) would see them. */
export function mistakeIn({ host, user, port }: HostQuestion): keyof HostQuestion | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (!/^[^-\s@/'"`$\\;&<>|(){}\x00-\x1f\x7f][^\s@/'"`$\\;&<>|(){}\x00-\x1f\x7f]*$/.test(host)) return 'host';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (user !== undefined && !/^[^-\s@'"`$\\;&<>|(){}\x00-\x1f\x7f][^\s'"`$;&<>|(){}\x00-\x1f\x7f]*$/.test(user))
    return 'user';
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535)) return 'port';
  return undefined;
}
