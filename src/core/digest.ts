/** SHA-256 as lower-case hex. The one file of the pure floors that touches node:crypto: hashing is deterministic. */
import { createHash, hash } from 'node:crypto';
import type { Brand } from './brand.js';
import { canonicalJson, type Json } from './canonical-json.js';

export type Digest = Brand<string, 'sha256'>;

export function digestOf(content: string | Uint8Array): Digest {
  // In one call: an object for each hash costs more than the hash of a text as short as ours.
  return hash('sha256', content) as Digest;
}

export function digestOfJson(value: Json): Digest {
  return digestOf(canonicalJson(value));
}

/** For content that arrives in pieces. */
export function createDigest(): { update(chunk: Uint8Array): void; end(): Digest } {
  const hash = createHash('sha256');
  return { update: (chunk) => void hash.update(chunk), end: () => hash.digest('hex') as Digest };
}

/** Accepts what a file, a row or a board claims to be a digest; undefined if it cannot be one. */
export function parseDigest(text: string): Digest | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? (text as Digest) : undefined;
}
