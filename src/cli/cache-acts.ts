/** What `cache verify` and `cache gc` do, between the files and the words. */
import { cacheEntries } from '#engine/cache.js';
import { freeCache, whatToFree } from '#engine/free-cache.js';
import { type GcView, gcView } from '#report/cache-gc.js';
import type { CacheVerifyView } from '#report/cache-verify.js';
import { createArtifactFolder, createKeptFiles, openAlone } from './compose-cache.js';
import type { Project } from './project.js';
import type { Reading } from './reading.js';

/** Hashes every file whose name says what it is. Damage is named, and nothing is changed: a run makes it again. */
export async function verifyCache({ reader, project }: Pick<Reading, 'reader' | 'project'>): Promise<CacheVerifyView> {
  const entries = new Map(
    cacheEntries(reader).flatMap((entry) =>
      entry.made.kind === 'bytes' ? [[entry.made.digest as string, entry]] : [],
    ),
  );
  const kept = createKeptFiles(project.runs);
  const findings: CacheVerifyView['findings'][number][] = [];
  const files = (await createArtifactFolder(project.runs).list()).filter(({ name }) => /^[0-9a-f]{64}$/.test(name));
  let bytes = 0;
  for (const file of files) {
    const seen = await kept.kept(`artifacts/${file.name}`);
    bytes += file.bytes;
    if (seen.kind === 'file' && seen.digest === file.name) continue;
    const entry = entries.get(file.name);
    findings.push({ name: file.name, key: entry?.key ?? null, source: entry?.source ?? null, problem: 'corrupt' });
  }
  const there = new Set(files.map(({ name }) => name));
  const gone = [...entries.keys()].filter((digest) => !there.has(digest)).length;
  return { view: 'cache-verify', format: 1, files: files.length, bytes, findings, gone };
}

export async function collectGarbage(project: Project, maxBytes: number, dryRun: boolean): Promise<GcView> {
  const store = openAlone(project);
  try {
    const folder = createArtifactFolder(project.runs);
    const isAnyOpen = store.runSets().some(({ endedAt }) => endedAt === null);
    const freed = whatToFree(await folder.list(), cacheEntries(store), { maxBytes, isAnyOpen });
    if (!dryRun) await freeCache(folder, freed);
    return gcView({ ...freed, dryRun, maxBytes });
  } finally {
    store.close();
  }
}
