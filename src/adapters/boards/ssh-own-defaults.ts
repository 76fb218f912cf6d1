/** What OpenSSH fills in and expands before `ssh -G` prints it. */
import { userInfo } from 'node:os';
import type { HostQuestion, SshSettings } from './ssh-settings.js';
import { expandEnvironment, expandHome, expandTokens, type Tokens, tokensOf } from './ssh-tokens.js';

const defaults: SshSettings = new Map([
  ['port', ['22']],
  ['identityfile', ['~/.ssh/id_rsa', '~/.ssh/id_ecdsa', '~/.ssh/id_ed25519']],
  ['userknownhostsfile', ['~/.ssh/known_hosts ~/.ssh/known_hosts2']],
  ['globalknownhostsfile', ['/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2']],
]);

/** Undefined when a token or variable in it is not known. */
export function withDefaults({ host }: HostQuestion, found: SshSettings): SshSettings | undefined {
  const settings = new Map([...defaults, ...found]);
  const one = (keyword: string, otherwise: string): string => settings.get(keyword)?.[0] ?? otherwise;
  const user = one('user', userInfo().username);
  const name = expandTokens(one('hostname', host), { h: host, '%': '%' });
  if (name === undefined) return undefined;
  settings.set('hostname', [name]).set('user', [user]);
  const alias = settings.get('hostkeyalias')?.[0] ?? null;
  const tokens = tokensOf({ host: name, original: host, alias, port: Number(one('port', '22')), user });
  for (const keyword of ['userknownhostsfile', 'identityagent']) {
    const words = one(keyword, '')
      .split(' ')
      .map((word) => expanded(word, tokens));
    if (words.includes(undefined)) return undefined;
    if (settings.has(keyword)) settings.set(keyword, [words.join(' ')]);
  }
  for (const keyword of ['connecttimeout', 'serveraliveinterval']) inSeconds(settings, keyword);
  for (const keyword of ['identitiesonly', 'hashknownhosts']) {
    if (one(keyword, 'no') === 'true') settings.set(keyword, ['yes']);
  }
  return settings;
}

function expanded(text: string, tokens: Tokens): string | undefined {
  const path = expandTokens(expandHome(text), tokens);
  return path === undefined ? undefined : expandEnvironment(path);
}

const unitSeconds: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `1m30s` (TIME FORMATS in sshd_config(5)). */
function inSeconds(settings: Map<string, readonly string[]>, keyword: string): void {
  const [text] = settings.get(keyword) ?? [];
  if (text === undefined || !/^(?:\d+[smhdw]?)+$/i.test(text)) return;
  const parts = [...text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)];
  const sum = parts.reduce((all, [, count, unit = '']) => all + Number(count) * (unitSeconds[unit] ?? 0), 0);
  settings.set(keyword, [String(sum)]);
}
