/** Reads an OpenSSH configuration where no OpenSSH client is installed. */
import type { Result } from '#core/result.js';
import type { Failure } from '#domain/failure.js';
import { type HostQuestion, type ResolveOptions, refused, type SshSettings } from './ssh-settings.js';

export function readSettings(question: HostQuestion, options: ResolveOptions): Promise<Result<SshSettings, Failure>> {
  const said = `no OpenSSH client to read ${options.configFile ?? '~/.ssh/config'}`;
  return Promise.resolve(refused(question.host, 'unreadable', { said }));
}
