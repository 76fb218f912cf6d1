/** A public key of a host as bytes: its type, its fingerprint, and whether the bytes are a key at all (RFC 4253, 5656, 8709). */
import { createHash } from 'node:crypto';

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that the bytes name, or undefined when they are no plain public key that OpenSSH would read. */
export function keyTypeOf(key: Uint8Array): string | undefined {
  const parts = partsOf(key);
  const type = parts?.[0]?.toString('latin1');
  if (parts === undefined || type === undefined || !Object.hasOwn(shapes, type)) return undefined;
  const rest = parts.slice(1);
  const shape = shapes[type] ?? [];
  return rest.length === shape.length && rest.every((part, at) => shape[at]?.(part)) ? type : undefined;
}

type Check = (part: Buffer) => boolean;
const size =
  (bytes: number): Check =>
  (part) =>
    part.length === bytes;
const word =
  (text: string): Check =>
  (part) =>
    part.toString('latin1') === text;
/** An uncompressed point: 4, then both coordinates. */
const point =
  (bytes: number): Check =>
  (part) =>
    part.length === 1 + 2 * bytes && part[0] === 4;
/** A positive number of up to 16384 bits; the first bit is the sign. */
const number: Check = (part) => part.length > 0 && part.length <= 2049 && (part[0] ?? 0) < 0x80;
/** OpenSSH reads no RSA key of fewer than 1024 bits. */
const modulus: Check = (part) => number(part) && part.length >= 128;
const any: Check = () => true;

/** What follows the type. */
const shapes: Readonly<Record<string, readonly Check[]>> = {
  'ssh-ed25519': [size(32)],
  'ecdsa-sha2-nistp256': [word('nistp256'), point(32)],
  'ecdsa-sha2-nistp384': [word('nistp384'), point(48)],
  'ecdsa-sha2-nistp521': [word('nistp521'), point(66)],
  'ssh-rsa': [number, modulus],
  'ssh-dss': [number, number, number, number],
  'sk-ssh-ed25519@openssh.com': [size(32), any],
  'sk-ecdsa-sha2-nistp256@openssh.com': [word('nistp256'), point(32), any],
};

/** Each part has its length in four bytes before it. */
function partsOf(key: Uint8Array): readonly Buffer[] | undefined {
  const bytes = Buffer.from(key);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length || parts.length > 5) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    parts.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return parts;
}
