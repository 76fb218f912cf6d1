/** Builds what `boards` needs: boards, and a memory of them that is written if nobody else writes. */
import { createHooks } from '#adapters/boards/hooks.js';
import { openResultStore } from '#adapters/sqlite/open.js';
import type { ReadingWorld } from '#engine/world.js';
import type { Hooks } from '#ports/hooks.js';
import type { ResultStore } from '#ports/result-store.js';
import { describeStoreRefusal } from '#wording/store-refusal.js';
import { canaryScript } from './board-scripts.js';
import { type HostKeyPolicy, type Opened, openReadingWorld, surroundings } from './compose.js';
import { UserMistake } from './output.js';
import type { Project } from './project.js';

export interface BoardsWorld extends ReadingWorld {
  /** Null: another process writes into the store. */
  readonly writer: ResultStore | null;
  readonly canary: ReturnType<typeof canaryScript>;
  readonly hooks: Hooks;
}

/** `isKept` false: there is no project yet, and a look at this machine makes none. */
export function openBoardsWorld(project: Project, isKept: boolean, hostKeys: HostKeyPolicy): Opened<BoardsWorld> {
  const canary = canaryScript();
  const store = openResultStore(isKept ? project.database : ':memory:', { mode: 'write' });
  if (store.ok) {
    const around = surroundings(project, hostKeys);
    const hooks = createHooks(around.clock);
    const world = { ...around, store: store.value, writer: store.value, canary, hooks };
    return { world, close: () => store.value.close() };
  }
  if (store.error.kind !== 'busy') throw new UserMistake(describeStoreRefusal(store.error));
  const { world, close } = openReadingWorld(project, hostKeys);
  return { world: { ...world, writer: null, canary, hooks: createHooks(world.clock) }, close };
}
