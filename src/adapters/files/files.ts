/**
 * The runs folder: `<run-set>/<attempt>/<file>`, and `artifacts/<sha256>` shared by all run sets. Kept paths are relative
 * to it, with forward slashes, so that the folder can be moved and read anywhere.
 */
import { dirname, join } from 'node:path';
import { type Digest, parseDigest } from '#core/digest.js';
import { invariant } from '#core/invariant.js';
import type { FileRole, KeptFile } from '#domain/event.js';
import type { Files } from '#ports/files.js';
import { drawnItems } from './drawn.js';
import { createDurableFile, type Written } from './durable-file.js';
import { createFileHasher } from './hash-file.js';
import { samplesAsParquet } from './samples-parquet.js';
import { cutOf, shardBytesMost, shardsOf } from './shards.js';
import { answersIn, tensorsOf } from './tensors.js';

const artifactsFolder = 'artifacts';

/** `shardBytes`: larger files of tensors are cut; another size for tests only, because shards are named by what they are. */
export function createFiles(root: string, { shardBytes = shardBytesMost } = {}): Files {
  const hasher = createFileHasher();
  const artifact: Files['artifact'] = async (digest, bytes) => {
    invariant(parseDigest(digest), `no digest: ${digest}`);
    const found = await hasher.hash(join(root, artifactsFolder, digest));
    return found?.digest === digest && found.bytes === bytes ? found : undefined;
  };
  /** One after the other: two boards that want the same set would cut it twice. */
  let cutting: Promise<unknown> = Promise.resolve();
  const keep = async (
    role: FileRole,
    parts: readonly string[],
    content: AsyncIterable<Uint8Array>,
  ): Promise<KeptFile> => {
    for (const part of parts) requireSafeName(part);
    const place = join(root, ...parts);
    const written = await writeFile(place, content, () => place);
    return { role, path: parts.join('/'), ...written };
  };
  return {
    samples: (runSet, attempt, samples) =>
      keep('samples', [runSet, attempt, 'samples.parquet'], samplesAsParquet(samples)),
    keep: ({ runSet, attempt, role, name }, content) => keep(role, [runSet, attempt, name], content),
    keepArtifact: async (content) => {
      const near = join(root, artifactsFolder, 'new');
      // A damaged file of the same name is replaced: the rename puts whole bytes in its place.
      const written = await writeFile(near, content, ({ digest }) => join(dirname(near), digest));
      return { role: 'artifact', path: artifactPath(written.digest), ...written };
    },
    artifact,
    artifactPath,
    cutOf: (file) => cutOf(file, shardBytes),
    shards: (file, cut, range) => {
      const shards = cutting.then(() => shardsOf({ file, cut, range }, join(root, artifactsFolder), artifact));
      cutting = shards.catch(() => undefined);
      return shards;
    },
    tensors: (file, each) => tensorsOf(file, each, join(root, artifactsFolder)),
    drawn: (items) => drawnItems(items, join(root, artifactsFolder), artifact),
    answers: answersIn,
  };
}

function artifactPath(digest: Digest): string {
  return `${artifactsFolder}/${digest}`;
}

async function writeFile(
  near: string,
  content: AsyncIterable<Uint8Array>,
  placeOf: (written: Written) => string,
): Promise<Written> {
  const file = await createDurableFile(near);
  try {
    for await (const chunk of content) await file.write(chunk);
    return await file.commit(placeOf);
  } finally {
    await file.discard();
  }
}

/** Names are made by us; one that leaves its folder or hides is a bug. */
function requireSafeName(name: string): void {
  invariant(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/.test(name), `not a file name: ${JSON.stringify(name)}`);
}
