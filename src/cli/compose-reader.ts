/** Builds what commands that only look need: a reader, and the question whether somebody writes. Kept apart from `compose`, which is heavy. */
import { openResultStore } from '#adapters/sqlite/open.js';
import { writerAlive } from '#adapters/sqlite/writer-alive.js';
import type { ResultReader } from '#ports/result-store.js';
import { describeStoreRefusal } from '#wording/store-refusal.js';
import { UserMistake } from './output.js';
import type { Project } from './project.js';

export interface OpenReading {
  readonly reader: ResultReader;
  /** Whether a process measures into this store; asked anew each time. */
  readonly writing: () => boolean;
  readonly close: () => void;
}

export function openReading({ database }: Project): OpenReading {
  const opened = openResultStore(database, { mode: 'read' });
  if (!opened.ok) throw new UserMistake(describeStoreRefusal(opened.error));
  return { reader: opened.value, writing: () => writerAlive(database), close: () => opened.value.close() };
}
