/** Seeded known_hosts files that combine every form a line can have with keys of the host and of others. */
import { createHmac } from 'node:crypto';
import type { Random } from '#core/random.js';

/** A public key as `ssh-keygen` writes it, without its comment. */
export interface PublicKey {
  readonly type: string;
  readonly encoded: string;
}

export interface KeyRing {
  /** Those of the host, one of each type. */
  readonly own: readonly PublicKey[];
  /** Of other machines, one of each type. */
  readonly other: readonly PublicKey[];
}

export interface KnownHostsCase {
  /** As written after `ssh`. */
  readonly host: string;
  readonly alias: string | null;
  /** Two of the user, one of the machine. */
  readonly files: readonly [string, string, string];
}

/** `encode` of the last byte that is not there: broken on purpose. */
const broken: readonly ((line: string, key: PublicKey) => string)[] = [
  (line) => `# ${line}`,
  (line) => `  \t${line}`,
  (line) => line.replaceAll(' ', ' \t '),
  (line) => line.replaceAll(' ', '\t'),
  (line) => `${line}\r`,
  (line) => `${line} user@host # note\r`,
  (line) => line.slice(0, -7),
  (line) => `${line}AAAA`,
  (line) => `${line}=`,
  (line, { type }) => line.replace(` ${type} `, ' ssh-unheard '),
  (line, { type }) => line.replace(` ${type} `, ' '),
  (line, { type }) => line.replace(` ${type} `, type === 'ssh-rsa' ? ' rsa-sha2-512 ' : ' ssh-rsa '),
  (line) => line.replace(/ \S+$/, ''),
  (line) => `\ufeff${line}`,
  (line) => line.replace(' ', '\0 '),
  (line) => `${line}\0 more`,
  (line) => ` ${line.split(' ').slice(1).join(' ')}`,
];

const markers = [
  '@revoked ',
  '@revoked ',
  '@revoked ',
  '@revoked \t',
  '@revoked\t',
  '@cert-authority ',
  '@unheard ',
  '@revoked @revoked ',
  '@',
  '@ ',
];

export function knownHostsCase(random: Random, port: number, keys: KeyRing): KnownHostsCase {
  const pick = <T>(items: readonly T[]): T => {
    const item = items[random.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const host = pick(['127.0.0.1', '127.0.0.1', 'localhost', 'LocalHost']);
  const alias = random.next() < 0.2 ? pick(['board-7', 'Board-7']) : null;
  const name = alias ?? `[${host.toLowerCase()}]:${port}`;
  const line = (): string => {
    if (random.next() < 0.06) return pick(['', '   ', 'garbage', '#', '|1|', '@revoked', 'a b c d']);
    const names = namesFor(random, pick, name, alias ?? host.toLowerCase());
    const key = pick(random.next() < 0.55 ? keys.own : keys.other);
    const marker = random.next() < 0.3 ? pick(markers) : '';
    const text = `${marker}${names} ${key.type} ${key.encoded}`;
    return random.next() < 0.2 ? pick(broken)(text, key) : text;
  };
  const file = (most: number): string => {
    const lines = Array.from({ length: random.below(most + 1) }, line);
    return lines.join('\n') + (random.next() < 0.8 ? '\n' : '');
  };
  return { host, alias, files: [file(4), random.next() < 0.3 ? file(2) : '', random.next() < 0.3 ? file(2) : ''] };
}

/** Names that match the host, that do not, and that nearly do. */
function namesFor(random: Random, pick: <T>(items: readonly T[]) => T, name: string, bare: string): string {
  const plain = random.next() < 0.75 ? name : bare;
  if (random.next() < 0.5) return pick([plain, hashed(random, plain), '*']);
  const forms = [
    plain.toUpperCase(),
    hashed(random, plain.toUpperCase()),
    hashed(random, 'other.example'),
    hashed(random, plain).replace(/.$/, ''),
    `${hashed(random, plain)},${plain}`,
    hashed(random, plain).replace('|1|', '|2|'),
    '|1|AAAA|AAAA',
    '*:*',
    `${plain.slice(0, 3)}*`,
    plain.replace(/.$/, '?'),
    `${plain}?`,
    `?${plain}`,
    `other.example,${plain}`,
    `${plain},other.example`,
    `${plain},!${plain}`,
    `*,!${plain}`,
    `!${plain},*`,
    `!other.example,${plain}`,
    `!${plain}`,
    `*,!*`,
    `!!${plain}`,
    `,${plain},`,
    `[${bare}]`,
    `[${bare}]:22`,
    `${bare}:22`,
    'other.example',
    `${'a'.repeat(1022)},${plain}`,
    `${'a'.repeat(1023)},${plain}`,
  ];
  return pick(forms);
}

function hashed(random: Random, name: string): string {
  const salt = Buffer.from(Array.from({ length: 20 }, () => random.below(256)));
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}
