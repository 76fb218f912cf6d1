/** Builds what `cache` looks at files with, and, for `gc`, the writer's lock: nobody measures while files go. */
import { createArtifactFolder } from '#adapters/files/artifact-folder.js';
import { createKeptFiles } from '#adapters/files/kept-files.js';
import { openResultStore } from '#adapters/sqlite/open.js';
import type { ResultReader } from '#ports/result-store.js';
import { opened } from './opened-store.js';
import type { Project } from './project.js';

export { createArtifactFolder, createKeptFiles };

export function openAlone({ database }: Project): ResultReader & { close(): void } {
  return opened(openResultStore(database, { mode: 'write' }));
}
