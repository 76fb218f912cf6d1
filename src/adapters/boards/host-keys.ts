/** Whether the key that a machine shows is the one of the board: the verdict is OpenSSH's own, made of the same files. */
import { err, ok, type Result } from '#core/result.js';
import { type Facts, type Failure, failure } from '#domain/failure.js';
import { fingerprintOf, keyTypeOf } from './host-key.js';
import { type KnownKey, knownKeys, knownName } from './known-hosts.js';
import { addKnownHost, readKnownHosts } from './known-hosts-file.js';
import type { Endpoint } from './ssh-endpoint.js';

/** What to do with a host of which nothing is known; a changed or revoked key is refused in any case. */
export type HostKeyPolicy = 'refuse-unknown' | 'accept-new';

/** Of ssh2's `algorithms.serverHostKey`; SHA-1 signatures are not asked for, as OpenSSH does since 8.8. */
export type HostKeyAlgorithm = (typeof allAlgorithms)[number];
const allAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

/** The key that was found and why it is trusted. */
export interface TrustedKey {
  readonly keyType: string;
  readonly fingerprint: string;
  /** `new`: written down just now, because the policy accepts new hosts. */
  readonly by: 'known-hosts' | 'pinned' | 'new';
}

export interface HostKeyVerifier {
  /** Those of known keys first: a second key of the host is no change. For `algorithms.serverHostKey`. */
  readonly algorithms: readonly HostKeyAlgorithm[];
  /** `key` are the raw bytes that ssh2 gives to `hostVerifier` when `hostHash` is unset. Never throws. */
  verify(key: Uint8Array): Promise<Result<TrustedKey, Failure>>;
}

/** Reads the files anew for each connection. A file that is there and cannot be read is a failure: it might revoke. */
export async function createHostKeyVerifier(
  endpoint: Endpoint,
  policy: HostKeyPolicy,
): Promise<Result<HostKeyVerifier, Failure>> {
  // The pin decides alone; what the files say of the host would only mislead.
  if (endpoint.pinnedHostKeys.length > 0) {
    return ok({ algorithms: allAlgorithms, verify: (key) => Promise.resolve(judgePinned(endpoint, key)) });
  }
  const files = await readKnownHosts(endpoint.knownHostsFiles);
  if (!files.ok) return files;
  const known = knownKeys(files.value, nameOf(endpoint));
  return ok({ algorithms: inOrder(known), verify: (key) => judgeKnown(endpoint, policy, key) });
}

function judgePinned(endpoint: Endpoint, key: Uint8Array): Result<TrustedKey, Failure> {
  const found = foundFacts(endpoint, key);
  if (endpoint.pinnedHostKeys.includes(found.fingerprint)) return ok(trusted(found, 'pinned'));
  return err(failure('board/host-key-changed', { ...found, expected: endpoint.pinnedHostKeys, by: 'pinned' }));
}

/** The files are read again: another connection of this program may just have written this very host down. */
async function judgeKnown(
  endpoint: Endpoint,
  policy: HostKeyPolicy,
  key: Uint8Array,
): Promise<Result<TrustedKey, Failure>> {
  const files = await readKnownHosts(endpoint.knownHostsFiles);
  if (!files.ok) return files;
  const found = foundFacts(endpoint, key);
  const own = verdict(knownKeys(files.value, nameOf(endpoint)), key);
  // OpenSSH: a host on another port may be known by its bare name, but that name accuses nobody.
  const bare =
    own.kind === 'unknown' && endpoint.hostKeyAlias === null && endpoint.port !== 22
      ? verdict(knownKeys(files.value, endpoint.host.toLowerCase()), key)
      : own;
  if (own.kind === 'trusted' || bare.kind === 'trusted') return ok(trusted(found, 'known-hosts'));
  if (own.kind === 'changed') return err(failure('board/host-key-changed', { ...found, ...expectedFacts(own.line) }));
  if (own.kind === 'revoked' || bare.kind === 'revoked') return err(failure('board/host-key-revoked', { ...found }));
  if (policy !== 'accept-new') return err(failure('board/host-key-unknown', { ...found }));
  return writeDown(endpoint, found, key);
}

type Verdict =
  | { readonly kind: 'trusted' | 'unknown' }
  | { readonly kind: 'changed' | 'revoked'; readonly line: KnownKey };

function verdict(lines: readonly KnownKey[], key: Uint8Array): Verdict {
  const same = (line: KnownKey): boolean => line.key.equals(key);
  const revoked = lines.find((line) => line.marker === 'revoked' && same(line));
  if (revoked) return { kind: 'revoked', line: revoked };
  const plain = lines.filter(({ marker }) => marker === 'none');
  if (plain.some(same)) return { kind: 'trusted' };
  const other = plain.at(-1);
  return other ? { kind: 'changed', line: other } : { kind: 'unknown' };
}

async function writeDown(endpoint: Endpoint, found: Found, key: Uint8Array): Promise<Result<TrustedKey, Failure>> {
  const type = keyTypeOf(key);
  const name = nameOf(endpoint);
  // What would not be one name in the file, or would be a pattern there, is not written.
  const writable = type !== undefined && /^[^\s,*?!|@#]+$/.test(name);
  if (endpoint.newHostKeys === null || !writable) return err(failure('board/host-key-unknown', { ...found }));
  const written = await addKnownHost(endpoint.newHostKeys, name, { type, bytes: key });
  return written.ok ? ok(trusted(found, 'new')) : written;
}

/** Under which the host stands in the files. */
function nameOf({ host, port, hostKeyAlias }: Endpoint): string {
  return (hostKeyAlias ?? knownName(host, port)).toLowerCase();
}

/**
 * The order of OpenSSH's client: its own when a key of its first type is known, else known types first. ssh2 knows no
 * certificates, so that `@cert-authority` changes nothing.
 */
function inOrder(known: readonly KnownKey[]): readonly HostKeyAlgorithm[] {
  const isKnown = (algorithm: HostKeyAlgorithm): boolean => isWanted(known, algorithm.replace(/^rsa-.*/, 'ssh-rsa'));
  if (isKnown(allAlgorithms[0])) return allAlgorithms;
  return [...allAlgorithms.filter(isKnown), ...allAlgorithms.filter((algorithm) => !isKnown(algorithm))];
}

/** The first key of the type stands for all; one that is revoked as well is not asked for. */
function isWanted(known: readonly KnownKey[], type: string): boolean {
  const first = known.find((line) => line.marker === 'none' && line.type === type);
  return first !== undefined && verdict(known, first.key).kind === 'trusted';
}

type Found = Facts & { readonly keyType: string; readonly fingerprint: string };

function foundFacts(endpoint: Endpoint, key: Uint8Array): Found {
  const { host, port } = endpoint;
  return {
    host,
    port,
    name: nameOf(endpoint),
    keyType: keyTypeOf(key) ?? 'unknown',
    fingerprint: fingerprintOf(key),
    files: endpoint.knownHostsFiles,
  };
}

function expectedFacts({ type, key, file, line }: KnownKey): Facts {
  return { expected: [fingerprintOf(key)], expectedType: type, file, line };
}

function trusted({ keyType, fingerprint }: Found, by: TrustedKey['by']): TrustedKey {
  return { keyType, fingerprint, by };
}
