/** Builds what `boards prepare` needs beside boards: the script that makes an environment, and a way to fetch wheels. */
import { createPipWheels } from '#adapters/boards/pip-wheels.js';
import type { PrepareWorld } from '#engine/prepare-board.js';
import { environmentScript } from './board-scripts.js';
import type { BoardsWorld } from './compose-boards.js';

export function prepareWorld(world: BoardsWorld): PrepareWorld {
  return { ...world, script: environmentScript(), wheels: createPipWheels(world.clock) };
}
