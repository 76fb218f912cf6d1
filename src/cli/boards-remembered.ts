/** `boards ls` and `boards facts`: offline, from the store. */
import { existsSync } from 'node:fs';
import type { ResultReader } from '#ports/result-store.js';
import { type BoardsLsView, boardFactsPage, rememberedBoard } from '#report/boards.js';
import { boardFactsText, boardsLsText } from '#report/boards-text.js';
import { type BoardsNamed, boardsNamed } from './boards-named.js';
import type { BoardsOptions } from './boards-options.js';
import { openReading } from './compose-reader.js';
import { print, printJson, terminal } from './output.js';

export function listBoards(words: readonly string[], options: BoardsOptions): void {
  const named = boardsNamed(words, options);
  const boards = withMemory(named, (memory) =>
    [...named.boards.values()].map((board) =>
      rememberedBoard(board, { stored: memory?.board(board.id), canaries: memory?.canaries(board.id) ?? [] }),
    ),
  );
  const view: BoardsLsView = { view: 'boards-ls', format: 1, inventory: named.file, boards };
  if (options.json) printJson(view);
  else print(boardsLsText(view, terminal()));
}

export function tellFacts(name: string, file: string | undefined, options: BoardsOptions): void {
  const named = boardsNamed(file === undefined ? [name] : [name, file], options);
  for (const board of named.boards.values()) {
    const page = withMemory(named, (memory) =>
      boardFactsPage(board, { stored: memory?.board(board.id), canaries: memory?.canaries(board.id) ?? [] }),
    );
    if (options.json) printJson(page);
    else print(boardFactsText(page, terminal()));
  }
}

/** Without a store nothing is remembered, and that is no mistake. */
function withMemory<T>({ project }: BoardsNamed, look: (memory: ResultReader | undefined) => T): T {
  if (!existsSync(project.database)) return look(undefined);
  const { reader, close } = openReading(project);
  try {
    return look(reader);
  } finally {
    close();
  }
}
