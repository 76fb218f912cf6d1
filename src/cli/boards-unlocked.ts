/** `boards unlock`: who holds a board, and what is done about it. */
import { unlockBoard } from '#engine/unlock-board.js';
import { unlockText, unlockView } from '#report/boards-unlock.js';
import { boardsNamed } from './boards-named.js';
import type { BoardsOptions } from './boards-options.js';
import { reservingBoards } from './boards-reserved.js';
import { openBoardsWorld } from './compose-boards.js';
import { exitCodes } from './exit-code.js';
import { hostKeyPolicy } from './host-key-option.js';
import { print, printJson, terminal } from './output.js';

export async function unlockIt(name: string, file: string | undefined, options: BoardsOptions): Promise<number> {
  const named = boardsNamed(file === undefined ? [name] : [name, file], options);
  const { world, close } = openBoardsWorld(named.project, named.isKept, hostKeyPolicy(options));
  try {
    let exitCode: number = exitCodes.done;
    for (const board of named.boards.values()) {
      const force = options.force === true;
      const { signal } = new AbortController();
      const unlocked = await reservingBoards(world, (reserved) => unlockBoard(reserved, board, { force, signal }));
      const view = unlockView(board.id, unlocked, force);
      if (options.json) printJson(view);
      else print(unlockText(view, terminal()));
      if (!view.free) exitCode = exitCodes.cellsFailed;
    }
    return exitCode;
  } finally {
    close();
  }
}
