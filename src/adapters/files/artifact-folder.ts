/** The folder of the cache: flat, files only. What is no file of ours by its name is left alone. */
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { invariant } from '#core/invariant.js';
import { bytes, wallTime } from '#core/units.js';
import type { ArtifactFolder, CachedFile } from '#ports/artifact-folder.js';

const ours = /^(?:[0-9a-f]{64}|[0-9a-f]{64}\.(?:shards-\d+|drawn|items)\.json|\.[A-Za-z0-9.-]+\.part)$/;

export function createArtifactFolder(runs: string): ArtifactFolder {
  const folder = join(runs, 'artifacts');
  return {
    list: async () => {
      const files: CachedFile[] = [];
      for (const name of (await namesIn(folder)).filter((each) => ours.test(each)).sort()) {
        const stat = await lstat(join(folder, name)).catch(() => undefined);
        if (stat?.isFile())
          files.push({ name, bytes: bytes(stat.size), changedAt: wallTime(stat.mtime.toISOString()) });
      }
      return files;
    },
    remove: async (name) => {
      invariant(ours.test(name), `no file of the cache: ${name}`);
      await rm(join(folder, name), { force: true });
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
