/** The settings that an OpenSSH configuration gives a host, as an endpoint. */
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { ok, type Result } from '#core/result.js';
import { type Nanoseconds, ns, seconds } from '#core/units.js';
import type { SshTarget } from '#domain/board.js';
import type { Failure } from '#domain/failure.js';
import type { Endpoint } from './ssh-endpoint.js';
import { mistakeIn, refused, type SshSettings } from './ssh-settings.js';
import { expandEnvironment, expandHome, expandTokens, type Tokens, tokensOf } from './ssh-tokens.js';

export interface FromSettings {
  /** Without its jumps. */
  readonly endpoint: Endpoint;
  readonly jumps: readonly string[];
  readonly proxyCommand: string | null;
}

/** What the settings mean for a target whose own fields come first. */
export function fromSettings(target: SshTarget, settings: SshSettings): Result<FromSettings, Failure> {
  const one: One = (keyword) => settings.get(keyword)?.[0];
  const names = namesOf(target, one);
  const mistake = mistakeIn(names);
  if (mistake !== undefined) return refused(target.host, mistake, { said: names[mistake] });
  const hostKeyAlias = one('hostkeyalias')?.toLowerCase() ?? null;
  const tokens = tokensOf({ ...names, original: target.host, alias: hostKeyAlias });
  const identityFiles = identitiesOf(target, settings.get('identityfile') ?? [], tokens);
  const jumps = expanded(target, one('proxyjump'), tokens);
  const command = expanded(target, one('proxycommand'), tokens);
  if (!identityFiles.ok) return identityFiles;
  if (!jumps.ok) return jumps;
  if (!command.ok) return command;
  const endpoint: Endpoint = {
    ...names,
    hostKeyAlias,
    identityFiles: identityFiles.value,
    identitiesOnly: one('identitiesonly') === 'yes',
    agentSocket: agentOf(one('identityagent')),
    ...knownHostsOf(one),
    pinnedHostKeys: target.hostKeys ?? [],
    jumps: [],
    proxyCommand: null,
    ...timesOf(one, target.aliveNs),
  };
  return ok({ endpoint, jumps: jumps.value === null ? [] : jumps.value.split(','), proxyCommand: command.value });
}

type One = (keyword: string) => string | undefined;

function namesOf({ host, port, user }: SshTarget, one: One): Pick<Endpoint, 'host' | 'port' | 'user'> {
  return {
    host: one('hostname') ?? host,
    port: port ?? (Number(one('port')) || 22),
    user: user ?? one('user') ?? userInfo().username,
  };
}

/** Null where there is none. */
function expanded({ host }: SshTarget, text: string | undefined, tokens: Tokens): Result<string | null, Failure> {
  if (text === undefined || text === 'none') return ok(null);
  const value = expandTokens(text, tokens);
  return value === undefined ? refused(host, 'token', { said: text }) : ok(value);
}

/** Those of them that a client without hardware tokens cannot use are no use here. */
const unusable = /^~\/\.ssh\/id_(?:ecdsa_sk|ed25519_sk|xmss|dsa)$/;

function identitiesOf(target: SshTarget, files: readonly string[], tokens: Tokens): Result<readonly string[], Failure> {
  if (target.identityFile !== undefined) return ok([resolve(expandHome(target.identityFile))]);
  const paths: string[] = [];
  for (const file of files.filter((name) => name !== 'none' && !unusable.test(name))) {
    const path = expandEnvironment(expandTokens(expandHome(file), tokens) ?? '${}');
    if (path === undefined) return refused(target.host, 'token', { said: file });
    paths.push(resolve(path));
  }
  return ok(paths);
}

function agentOf(setting: string | undefined): string | null {
  if (setting === 'none') return null;
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return process.env['SSH_AUTH_SOCK'] || null;
  const name = /^\$(\w+)$/.exec(setting)?.[1];
  return name === undefined ? expandHome(setting) : process.env[name] || null;
}

/** Separated by blanks, as `ssh -G` prints them. */
function filesIn(setting: string | undefined): readonly string[] {
  return (setting ?? '')
    .split(' ')
    .filter((file) => file !== '' && file !== 'none')
    .map(expandHome);
}

function knownHostsOf(one: One): Pick<Endpoint, 'knownHostsFiles' | 'newHostKeys'> {
  const own = filesIn(one('userknownhostsfile'));
  const [first] = own;
  return {
    knownHostsFiles: [...own, ...filesIn(one('globalknownhostsfile'))],
    newHostKeys: first === undefined ? null : { file: first, hashed: one('hashknownhosts') === 'yes' },
  };
}

/** Faster checks than every 5 s cut healthy links that are busy. */
const leastAliveSeconds = 5;

function timesOf(
  one: One,
  asked?: Nanoseconds,
): Pick<Endpoint, 'connectTimeoutNs' | 'aliveIntervalNs' | 'aliveCountMost'> {
  const [connect, alive, count] = ['connecttimeout', 'serveraliveinterval', 'serveralivecountmax'].map(
    (keyword) => Number(one(keyword)) || 0,
  );
  return {
    connectTimeoutNs: seconds(connect || 20),
    // Switched off there: OpenSSH would wait for ever on a dead link.
    aliveIntervalNs: ns(Math.max(asked ?? seconds(alive || 15), seconds(leastAliveSeconds))),
    aliveCountMost: alive ? count || 3 : 3,
  };
}
