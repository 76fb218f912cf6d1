/** Builds what `import` writes with: a store and a clock, and nothing that measures. */
import { createSystemClock } from '#adapters/clock/system-clock.js';
import { openResultStore } from '#adapters/sqlite/open.js';
import type { Clock } from '#ports/clock.js';
import type { ResultStore } from '#ports/result-store.js';
import { opened, writable } from './opened-store.js';
import type { Project } from './project.js';

export interface Imports {
  readonly store: ResultStore;
  readonly clock: Clock;
  readonly close: () => void;
}

export function openImports({ database }: Project): Imports {
  const store = opened(writable(database, () => openResultStore(database, { mode: 'write' })));
  return { store, clock: createSystemClock(), close: () => store.close() };
}
