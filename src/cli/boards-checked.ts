/** `boards check`: boards are connected to, and what they say is remembered. */
import { dirname, resolve } from 'node:path';
import type { Board, BoardFacts } from '#domain/board.js';
import type { Maybe } from '#domain/known.js';
import { boardId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import { type CheckedBoard, checkBoards } from '#engine/check-boards.js';
import { knownAround, probesOf } from '#engine/gather.js';
import { decide } from '#plan/decide.js';
import { type BoardsCheckView, checkedBoardView } from '#report/boards-check.js';
import { boardsCheckText } from '#report/boards-check-text.js';
import { holderSentence, lookedWords, notKept } from '#wording/boards.js';
import { type BoardsNamed, boardsNamed } from './boards-named.js';
import type { BoardsOptions } from './boards-options.js';
import { reservingBoards } from './boards-reserved.js';
import { readerOfFiles } from './compose.js';
import { type BoardsWorld, openBoardsWorld } from './compose-boards.js';
import { exitCodes } from './exit-code.js';
import { hostKeyPolicy } from './host-key-option.js';
import { print, printJson, talk, terminal } from './output.js';
import { readToolchains } from './toolchains.js';

export async function checkThem(words: readonly string[], options: BoardsOptions): Promise<number> {
  const accepted = options.acceptIdentity ?? [];
  const named = boardsNamed([...new Set([...words, ...(words.some(isName) ? accepted : [])])], options);
  const { world, close } = openBoardsWorld(named.project, named.isKept, hostKeyPolicy(options));
  try {
    if (!world.writer) talk(notKept);
    const { boards } = named;
    const request = {
      boards,
      probes: probesOf(toolchainsOf(named)),
      accept: new Set(accepted.map(boardId)),
      canary: options.canary === true,
      signal: new AbortController().signal,
    };
    const checked = await reservingBoards(world, (reserved) =>
      checkBoards(reserved, request, (one) => options.json ?? tell(one)),
    );
    const view = await viewOf(world, named, checked);
    if (options.json) printJson(view);
    else print(boardsCheckText(view, terminal()));
    return view.boards.every(({ state }) => state === 'usable') ? exitCodes.done : exitCodes.cellsFailed;
  } finally {
    close();
  }
}

const isName = (word: string): boolean => !/\.ya?ml$/.test(word);

/** With an experiment those it uses; else all that are known. */
function toolchainsOf({ experiment, file }: BoardsNamed) {
  return experiment?.toolchains ?? readToolchains(file === null ? process.cwd() : dirname(resolve(file))).toolchains;
}

function tell({ board, found, tookNs }: CheckedBoard): void {
  talk(lookedWords(board.id, found.ok, tookNs));
}

async function viewOf(
  world: BoardsWorld,
  named: BoardsNamed,
  checked: readonly CheckedBoard[],
): Promise<BoardsCheckView> {
  const planOn = await planner(world, named, checked);
  const now = world.clock.wall();
  return {
    view: 'boards-check',
    format: 1,
    inventory: named.file,
    experiment: named.experiment?.experiment.name ?? null,
    isKept: world.writer !== null && named.isKept,
    boards: checked.map(({ board, found, tookNs, occupancy, canary }) => {
      const held = occupancy?.kind === 'held' ? holderSentence(occupancy.holder, occupancy.pids, now) : null;
      return checkedBoardView({ board, found, tookNs, heldBy: held, canary, plan: planOn?.(board) ?? null });
    }),
  };
}

/** The planner itself says what could run on a board, asked as if there were no other. */
async function planner(
  world: BoardsWorld,
  { experiment }: BoardsNamed,
  checked: readonly CheckedBoard[],
): Promise<((board: Board) => Plan) | undefined> {
  if (!experiment) return undefined;
  const { folder, ...question } = experiment;
  const facts = new Map(checked.map(({ board, found }) => [board.id, factsIn(found)]));
  const known = await knownAround(world, { ...question, read: readerOfFiles(folder) }, facts);
  return (board) => {
    const inventory = { ...question.inventory, boards: new Map([[board.id, board]]) };
    return decide({ ...question, inventory }, known);
  };
}

function factsIn(found: CheckedBoard['found']): Maybe<BoardFacts> {
  return found.ok ? { kind: 'known', value: found.value } : { kind: 'unknown', why: found.error };
}
