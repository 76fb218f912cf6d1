/** This machine as a board that is reached through an OpenSSH server of its own; what runs on it is seen as on a local one. */

import { createHostKeyVerifier } from '#adapters/boards/host-keys.js';
import { resolveEndpoint } from '#adapters/boards/ssh-config.js';
import { createSshConnector } from '#adapters/boards/ssh-connector.js';
import type { Trust } from '#adapters/boards/ssh-dial.js';
import type { Endpoint } from '#adapters/boards/ssh-endpoint.js';
import { SshLink } from '#adapters/boards/ssh-link.js';
import { SshPool } from '#adapters/boards/ssh-pool.js';
import { randomStream } from '#core/random.js';
import { ok } from '#core/result.js';
import { milliseconds } from '#core/units.js';
import type { Board, SshTarget } from '#domain/board.js';
import type { Job, JobLimits } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import { boardId } from '#domain/names.js';
import type { BoardConnector } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import { LocalRig, supervisorPath } from './local-rig.js';
import type { BoardRig, Deed } from './rig.js';
import { Sshd, type SshdOptions } from './sshd.js';

/** The configuration of whoever runs the tests says nothing here: only this file does. */
export function sshConnector(
  clock: Clock,
  configFile = '/dev/null',
  patience: Partial<Pick<Endpoint, 'aliveIntervalNs' | 'connectTimeoutNs'>> = {},
): BoardConnector {
  return createSshConnector({
    clock,
    random: randomStream(1, 'test'),
    supervisorPath,
    resolve: async (target, signal) => {
      const endpoint = await resolveEndpoint(target, { signal, configFile });
      return endpoint.ok ? ok({ ...endpoint.value, ...patience }) : endpoint;
    },
    trust,
    watchNs: milliseconds(100),
  });
}

/** Runs words of its own instead of a supervisor's. */
export async function sshLink(clock: Clock, target: SshTarget, prefix: readonly string[]): Promise<SshLink> {
  const { signal } = new AbortController();
  const endpoint = await resolveEndpoint(target, { signal, configFile: '/dev/null' });
  if (!endpoint.ok) throw new Error(JSON.stringify(endpoint.error));
  const lease = new SshPool({ clock, random: randomStream(1, 'test'), trust }).lease(endpoint.value);
  return new SshLink({ lease, clock, prefix, mark: 'mark-of-the-test.' });
}

const trust: Trust = (endpoint) => createHostKeyVerifier(endpoint, 'refuse-unknown');

export class SshRig implements BoardRig {
  readonly sshd: Sshd;
  readonly local = new LocalRig();
  readonly clock = this.local.clock;
  readonly connector = sshConnector(this.clock);

  private constructor(sshd: Sshd) {
    this.sshd = sshd;
  }

  static async start(options: SshdOptions = {}): Promise<SshRig> {
    return new SshRig(await Sshd.start(options));
  }

  get board(): Board {
    return this.at(this.sshd.target);
  }

  /** The same board, reached in another way. */
  at(target: SshTarget): Board {
    const { paths } = this.local.board;
    return { id: boardId('there'), transport: { kind: 'ssh', target }, devices: [], paths };
  }

  job(attempt: string, deed: Deed, own: Partial<JobLimits> = {}): Job {
    return this.local.job(attempt, deed, own);
  }

  file(content: string): Promise<StoredFile> {
    return this.local.file(content);
  }

  up(attempt: string): Promise<void> {
    return this.local.up(attempt);
  }

  killSupervisor(attempt: string): Promise<void> {
    return this.local.killSupervisor(attempt);
  }

  killRunner(attempt: string): Promise<void> {
    return this.local.killRunner(attempt);
  }

  lives(attempt: string): Promise<boolean> {
    return this.local.lives(attempt);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sshd[Symbol.asyncDispose]();
    await this.local[Symbol.asyncDispose]();
  }
}
