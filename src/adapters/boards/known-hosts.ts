/**
 * The lines of known_hosts files that speak of one host, read as OpenSSH reads them (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT):
 * a line that it passes over is passed over here.
 */
import { createHmac } from 'node:crypto';
import { matchesGlob } from '#core/glob.js';
import { keyTypeOf } from './host-key.js';

export interface KnownHostsFile {
  readonly path: string;
  /** One character for each byte (latin1): a file need not be UTF-8. */
  readonly text: string;
}

/** `authority`: the key signs certificates of hosts, and says nothing of plain keys. */
export type Marker = 'none' | 'revoked' | 'authority';

export interface KnownKey {
  readonly marker: Marker;
  readonly type: string;
  readonly key: Buffer;
  readonly file: string;
  readonly line: number;
}

/** `[host]:port`, and the bare name for port 22. */
export function knownName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** Keys under `name`, in the order of the files. */
export function knownKeys(files: readonly KnownHostsFile[], name: string): readonly KnownKey[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, at) => {
      const found = readLine(line, name);
      return found ? [{ ...found, file: path, line: at + 1 }] : [];
    }),
  );
}

function readLine(line: string, name: string): Pick<KnownKey, 'marker' | 'type' | 'key'> | undefined {
  const marked = readMarker(line.replace(/^[ \t]+/, ''));
  if (marked === undefined || marked.rest.startsWith('#')) return undefined;
  // To C a text ends at a zero byte; the one after the names is stepped over like a blank.
  const words = /^([^ \t\0]*)[ \t\0][ \t]*([^ \t\0]+)[ \t]+([^ \t\0]+)/.exec(marked.rest);
  const [, names = '', type = '', encoded = ''] = words ?? [];
  if (encoded === '' || !namesMatch(names, name)) return undefined;
  const key = readKey(type, encoded);
  return key && { marker: marked.marker, ...key };
}

/** The type stands twice: before the key, and in it. */
function readKey(written: string, encoded: string): Pick<KnownKey, 'type' | 'key'> | undefined {
  const key = decode(encoded);
  if (key === undefined) return undefined;
  const type = keyTypeOf(key);
  return type !== undefined && type === (rsaNames.has(written) ? 'ssh-rsa' : written) ? { type, key } : undefined;
}

/** Names of signatures that OpenSSH takes for the name of the key. */
const rsaNames = new Set(['rsa-sha2-256', 'rsa-sha2-512']);

/** Undefined for a marker that does not exist, and for two of them: OpenSSH passes over the line. */
function readMarker(line: string): { readonly marker: Marker; readonly rest: string } | undefined {
  if (!line.startsWith('@')) return { marker: 'none', rest: line };
  const [whole, word] = /^@(cert-authority|revoked)(?: [ \t]*|\t(?![^\0]* )[ \t]*)/.exec(line) ?? [];
  const rest = line.slice(whole?.length ?? 0);
  if (word === undefined || rest.startsWith('@')) return undefined;
  return { marker: word === 'revoked' ? 'revoked' : 'authority', rest };
}

function namesMatch(names: string, name: string): boolean {
  return names.startsWith('|') ? names === hashedLike(names, name) : listMatches(names, name);
}

/** The name hashed with the salt of an entry `|1|salt|hash`; undefined when that is no such entry. */
function hashedLike(entry: string, name: string): string | undefined {
  const encoded = /^\|1\|([^|]+)\|/.exec(entry)?.[1];
  const salt = encoded === undefined ? undefined : decode(encoded);
  return salt?.length === 20 ? hashName(name, salt) : undefined;
}

export function hashName(name: string, salt: Uint8Array): string {
  const hash = createHmac('sha1', salt).update(name, 'latin1').digest('base64');
  return `|1|${Buffer.from(salt).toString('base64')}|${hash}`;
}

/** OpenSSH gives up on a longer one. */
const longestPattern = 1022;

/** A negated pattern that matches decides against the whole list. */
function listMatches(list: string, name: string): boolean {
  let positive = false;
  for (const pattern of list.split(',')) {
    const negated = pattern.startsWith('!');
    const wanted = pattern.slice(negated ? 1 : 0).toLowerCase();
    if (wanted.length > longestPattern) return false;
    if (!matchesGlob(wanted, name)) continue;
    if (negated) return false;
    positive = true;
  }
  return positive;
}

/** Strict: no letter too many and no bit left over; a carriage return at the end of a line is no letter. */
function decode(text: string): Buffer | undefined {
  const letters = text.replace(/[\r\v\f]/g, '');
  const bytes = Buffer.from(letters, 'base64');
  return bytes.toString('base64') === letters && bytes.length > 0 ? bytes : undefined;
}
