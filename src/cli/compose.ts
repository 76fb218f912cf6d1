/** The only file that builds adapters. What is loaded here is heavy: commands import it when they act. */
import { createBoardConnector } from '#adapters/boards/board-connector.js';
import { createHooks } from '#adapters/boards/hooks.js';
import type { HostKeyPolicy } from '#adapters/boards/host-keys.js';
import { createSystemClock } from '#adapters/clock/system-clock.js';
import { createFileReader } from '#adapters/files/file-reader.js';
import { createFiles } from '#adapters/files/files.js';
import { chooseView, createView } from '#adapters/progress/choose-view.js';
import type { ProgressView, ViewContext } from '#adapters/progress/view.js';
import { openResultStore } from '#adapters/sqlite/open.js';
import { admitByCanary } from '#engine/admit.js';
import type { FileReader, ReadingWorld, World } from '#engine/world.js';
import type { ResultReader } from '#ports/result-store.js';
import { createSchedule } from '#schedule/schedule.js';
import { canaryScript, withSettingsScript } from './board-scripts.js';
import { opened, writable } from './opened-store.js';
import { packageRoot, supervisorPath } from './package-root.js';
import type { Project } from './project.js';

export interface Opened<W> {
  readonly world: W;
  readonly close: () => void;
}

/** Takes the writer's lock; who holds it is said when it is taken. */
export function openWorld(project: Project, hostKeys: HostKeyPolicy): Opened<World> {
  const store = opened(writable(project.database, () => openResultStore(project.database, { mode: 'write' })));
  const around = surroundings(project, hostKeys);
  const scripts = { canary: canaryScript(), withSettings: withSettingsScript() };
  const deciding = { createSchedule, ...scripts, hooks: createHooks(around.clock), admit: admitByCanary };
  return { world: { ...around, store, ...deciding }, close: () => store.close() };
}

/** For planning: writes nothing, and works while another process measures. Without results yet nothing is cached. */
export function openReadingWorld(project: Project, hostKeys: HostKeyPolicy): Opened<ReadingWorld> {
  const store = readerOf(project);
  return { world: { ...surroundings(project, hostKeys), store }, close: () => store.close() };
}

/** Finds what an experiment names, relative to its own folder. */
export function readerOfFiles(folder: string): FileReader {
  return createFileReader(folder);
}

export type { HostKeyPolicy, ProgressView };

/** What fits where the output goes. `store` tells what a resumed run set has already. */
export function openView(store: ResultReader, json: boolean, until?: ViewContext['until']): Promise<ProgressView> {
  const { stdout, stderr, env } = process;
  const kind = chooseView({ json, isTTY: stdout.isTTY, columns: stdout.columns, env });
  return createView(kind, {
    earlier: (id) => store.attempts(id),
    ...(until ? { until } : {}),
    out: stdout,
    err: stderr,
  });
}

function readerOf(project: Project): ResultReader & { close(): void } {
  const read = openResultStore(project.database, { mode: 'read' });
  // A store of an earlier version is migrated by the next run; until then a plan knows no cached artifacts.
  const absent = !read.ok && (read.error.kind === 'missing' || read.error.kind === 'older');
  return absent ? opened(openResultStore(':memory:', { mode: 'write' })) : opened(read);
}

export function surroundings(project: Project, hostKeys: HostKeyPolicy): Omit<ReadingWorld, 'store'> {
  const root = packageRoot();
  const clock = createSystemClock();
  return {
    clock,
    connector: createBoardConnector({ clock, supervisorPath: supervisorPath(root), modulesRoot: root, hostKeys }),
    files: createFiles(project.runs),
  };
}
