/** An endpoint of what the inventory says alone. */
import { homedir, userInfo } from 'node:os';
import { ok, type Result } from '#core/result.js';
import { seconds } from '#core/units.js';
import type { SshTarget } from '#domain/board.js';
import type { Failure } from '#domain/failure.js';
import type { Endpoint } from './ssh-endpoint.js';

export function plainEndpoint(target: SshTarget): Promise<Result<Endpoint, Failure>> {
  const key = target.identityFile?.replace(/^~(?=\/)/, homedir());
  return Promise.resolve(
    ok({
      host: target.host,
      port: target.port ?? 22,
      user: target.user ?? userInfo().username,
      hostKeyAlias: null,
      identityFiles: key === undefined ? [] : [key],
      identitiesOnly: key !== undefined,
      agentSocket: process.env['SSH_AUTH_SOCK'] || null,
      knownHostsFiles: [],
      newHostKeys: null,
      pinnedHostKeys: target.hostKeys ?? [],
      jumps: [],
      proxyCommand: null,
      connectTimeoutNs: seconds(15),
      aliveIntervalNs: seconds(15),
      aliveCountMost: 3,
    }),
  );
}
