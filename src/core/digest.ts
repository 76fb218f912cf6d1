/** SHA-256 as lower-case hex. The one file of the pure floors that touches node:crypto: hashing is deterministic. */
import { createHash } from 'node:crypto';
import type { Brand } from './brand.js';
import { canonicalJson, type Json } from './canonical-json.js';

export type Digest = Brand<string, 'sha256'>;

export function digestOf(content: string | Uint8Array): Digest {
  return createHash('sha256').update(content).digest('hex') as Digest;
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
