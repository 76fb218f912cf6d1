/** What a connection asks about the machine at its other end: whether the key that it shows is the right one. */
import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Endpoint } from './ssh-endpoint.js';

export interface HostKeyCheck {
  /** Those of known keys first: a second key of the host is no change. */
  readonly algorithms: readonly ServerHostKeyAlgorithm[];
  verify(key: Uint8Array): Promise<Result<unknown, Failure>>;
}

export type Trust = (endpoint: Endpoint) => Promise<Result<HostKeyCheck, Failure>>;

const algorithms = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512', 'rsa-sha2-256'] as const;

/** Only the keys that the inventory pins. */
export const pinnedKeys: Trust = ({ host, pinnedHostKeys }) => {
  const verify = (key: Uint8Array): Promise<Result<undefined, Failure>> => {
    const found = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
    const trusted = pinnedHostKeys.includes(found);
    return Promise.resolve(trusted ? ok(undefined) : err(failure('board/unreachable', { host, said: found })));
  };
  return Promise.resolve(ok({ algorithms, verify }));
};
