/** What a board says of the files below a folder, against the digest of their list. */
import { type Digest, digestOf, parseDigest } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import { type Bytes, bytes } from '#core/units.js';
import { type Failure, failure } from '#domain/failure.js';

/** A thousand files with long names. */
export const longestList: Bytes = bytes(1 << 20);

/**
 * The digest is that of the sorted lines `<sha256>  <path>`, as `sha256sum` and `LC_ALL=C sort` give them. Answers the
 * absolute path of each file by its digest.
 */
export function verifiedList(
  answer: Buffer,
  { digest, path }: { readonly digest: Digest; readonly path: string },
): Result<ReadonlyMap<Digest, string>, Failure> {
  // One character a byte: names are bytes, and so is their order.
  const text = answer.toString('latin1');
  const changed = (facts: { found: string | null; said?: string }): Result<never, Failure> =>
    err(failure('board/data-changed', { path, expected: digest, ...facts }));
  if (text === 'absent\n') return changed({ found: null, said: 'the folder is not there or cannot be read' });
  const refused = /^refused=([a-z-]+)\nend\n$/.exec(text)?.[1];
  if (refused !== undefined) return changed({ found: null, said: whys[refused] ?? refused });
  if (!text.startsWith('listed\n') || !text.endsWith('\nend\n'))
    return err(failure('board/link-lost', { why: 'unreadable', command: 'list-digest' }));
  const lines = text.split('\n').slice(1, -2);
  const sorted = lines.sort((a, b) => (a < b ? -1 : 1));
  const found = digestOf(Buffer.from(sorted.map((line) => `${line}\n`).join(''), 'latin1'));
  if (found !== digest) return changed({ found });
  return ok(new Map(lines.flatMap((line) => entryOf(line, path))));
}

const whys: Readonly<Record<string, string>> = {
  'too-many': 'it has more than 1000 files',
  name: 'a name in it has a line break or a backslash',
  unreadable: 'a file in it cannot be read',
};

function entryOf(line: string, path: string): readonly (readonly [Digest, string])[] {
  const digest = parseDigest(line.slice(0, 64));
  const name = Buffer.from(line.slice(66), 'latin1').toString('utf8');
  return digest ? [[digest, `${path}/${name}`]] : [];
}
