/** Asks the OpenSSH client of this machine what its configuration says of a host; it connects nowhere (`ssh -G`). */
import { execa } from 'execa';
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import { type HostQuestion, type ResolveOptions, refused, type SshSettings } from './ssh-settings.js';

/** Milliseconds: far more than reading files takes; a `Match exec` of the user may be slow. */
const longest = 10_000;
/** Characters; about 90 settings of a line each. */
const mostOutput = 1_000_000;

/** Undefined: there is no such client. */
export async function askClient(
  client: string,
  question: HostQuestion,
  { signal, configFile }: ResolveOptions,
): Promise<Result<SshSettings, Failure> | undefined> {
  const { host, user, port } = question;
  const words = [
    '-G',
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    // Nothing after this is an option, whatever it begins with.
    '--',
    host,
  ];
  const { exitCode, stdout, stderr, ...end } = await execa(client, words, {
    stdin: 'ignore',
    reject: false,
    cancelSignal: signal,
    timeout: longest,
    forceKillAfterDelay: 500,
    maxBuffer: mostOutput,
    env: { LC_ALL: 'C' },
  });
  if (end.code === 'ENOENT') return undefined;
  if (end.isCanceled) return err(failure('board/link-lost', { why: 'cancelled' }));
  // A machine under load may answer the next time.
  if (end.timedOut) return err(failure('board/unreachable', { host, said: `ssh -G took longer than ${longest} ms` }));
  if (exitCode !== 0) {
    const reason = stderr.includes('jumphost loop') ? 'loop' : 'unreadable';
    return refused(host, reason, { said: stderr.slice(-2000).trim() });
  }
  return ok(parseSettings(stdout));
}

function parseSettings(text: string): SshSettings {
  const settings = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, keyword, value] = /^(\w+) (.*)$/.exec(line) ?? [];
    if (keyword === undefined || value === undefined) continue;
    const values = settings.get(keyword);
    if (values) values.push(value);
    else settings.set(keyword, [value]);
  }
  return settings;
}
