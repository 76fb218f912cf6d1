/** Builds what `reparse` writes with: a store and a clock, and nothing that measures. */
import { createSystemClock } from '#adapters/clock/system-clock.js';
import { openResultStore } from '#adapters/sqlite/open.js';
import type { LogReading } from '#domain/log-reading.js';
import type { AttemptId } from '#domain/names.js';
import { opened, writable } from './opened-store.js';
import type { Project } from './project.js';

/** Which of them were recorded: another process may have been faster. */
export function recordReadings(
  { database }: Project,
  readings: ReadonlyMap<AttemptId, LogReading>,
): ReadonlySet<AttemptId> {
  if (readings.size === 0) return new Set();
  const store = opened(writable(database, () => openResultStore(database, { mode: 'write' })));
  try {
    const at = createSystemClock().wall();
    return new Set([...readings].flatMap(([id, reading]) => (store.reread(id, reading, at) ? [id] : [])));
  } finally {
    store.close();
  }
}
