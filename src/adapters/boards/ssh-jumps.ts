/** The words of ProxyJump: `[user@]host[:port]` or `ssh://[user@]host[:port]`, addresses of IPv6 in brackets. */
import type { HostQuestion } from './ssh-settings.js';

/** Undefined when one of them is none. */
export function parseJumps(words: readonly string[]): readonly HostQuestion[] | undefined {
  const jumps = words.map(parseJump);
  return jumps.every((jump) => jump !== undefined) ? jumps : undefined;
}

function parseJump(word: string): HostQuestion | undefined {
  const plain = word
    .trim()
    .replace(/^ssh:\/\//, '')
    .replace(/\/$/, '');
  const at = plain.lastIndexOf('@');
  const user = at < 0 ? undefined : plain.slice(0, at);
  const [, bracketed, name, digits] =
    /^(?:\[([^\]]+)\]|([^:[\]]+|[^[\]]*:[^[\]]*:[^[\]]*?))(?::(\d{1,5}))?$/.exec(plain.slice(at + 1)) ?? [];
  const host = bracketed ?? name;
  if (host === undefined || user === '') return undefined;
  return { host, ...(user === undefined ? {} : { user }), ...(digits === undefined ? {} : { port: Number(digits) }) };
}
