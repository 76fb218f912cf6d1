/** `%h`, `${NAME}` and `~` of an OpenSSH configuration (TOKENS in ssh_config(5)). */
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';

export type Tokens = Readonly<Record<string, string>>;

/** What `%` letters stand for; `%C` is left out: it differs between versions of OpenSSH. */
export function tokensOf(host: { host: string; original: string; alias: string | null; port: number; user: string }) {
  const me = userInfo();
  return {
    '%': '%',
    h: host.host,
    n: host.original,
    k: host.alias ?? host.original,
    p: String(host.port),
    r: host.user,
    u: me.username,
    i: String(me.uid),
    d: me.homedir,
    l: hostname(),
    L: hostname().split('.')[0] ?? '',
  };
}

/** Undefined when the text asks for a token that does not exist. */
export function expandTokens(text: string, tokens: Tokens): string | undefined {
  return replaceAll(text, /%(.?)/gs, (letter) => (Object.hasOwn(tokens, letter) ? tokens[letter] : undefined));
}

/** `${NAME}` of the environment; undefined when there is no such variable. */
export function expandEnvironment(text: string): string | undefined {
  return replaceAll(text, /\$\{([^}]*)\}/g, (name) => process.env[name]);
}

function replaceAll(text: string, pattern: RegExp, find: (name: string) => string | undefined): string | undefined {
  const values = [...text.matchAll(pattern)].map(([, name = '']) => find(name));
  if (values.includes(undefined)) return undefined;
  let next = 0;
  return text.replace(pattern, () => values[next++] ?? '');
}

/** The home of the account, as OpenSSH has it; `HOME` may be another. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(userInfo().homedir, path.slice(1)) : path;
}
