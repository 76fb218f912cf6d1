/** `boards prepare`: the environments of toolchains are made on a board, in its own folder. */
import { type Nanoseconds, seconds } from '#core/units.js';
import type { Board, BoardFacts } from '#domain/board.js';
import { probesOf } from '#engine/gather.js';
import { type PrepareNews, prepareBoard } from '#engine/prepare-board.js';
import { prepareText, prepareView } from '#report/boards-prepare.js';
import { parseDuration } from '#spec/scalars.js';
import { describeNoTime, describeNotForBoth, describeNotOneBoard, prepareNewsWords } from '#wording/prepare.js';
import { type BoardsNamed, machinesNamed } from './boards-named.js';
import type { BoardsOptions } from './boards-options.js';
import { reservingBoards } from './boards-reserved.js';
import { openBoardsWorld } from './compose-boards.js';
import { prepareWorld } from './compose-prepare.js';
import { exitCodes } from './exit-code.js';
import { hostKeyPolicy } from './host-key-option.js';
import { print, printJson, talk, terminal, UserMistake } from './output.js';
import { toolchainsFor, wantedOn, wishOf } from './wanted-here.js';

/** A framework of half a gigabyte over a slow link to a slow card. */
const usualLimit = seconds(3600);

export async function prepareIt(name: string, file: string | undefined, options: BoardsOptions): Promise<number> {
  if (options.for !== undefined && options.toolchain !== undefined) throw new UserMistake(describeNotForBoth);
  const limitNs = limitOf(options.limit);
  const { named, board } = oneNamed(name, file, options);
  const toolchains = toolchainsFor(named);
  const wishes = (options.toolchain ?? []).map((text) => wishOf(text, toolchains));
  const { world, close } = openBoardsWorld(named.project, named.isKept, hostKeyPolicy(options));
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  for (const signal of signals) process.on(signal, interrupt);
  try {
    const request = {
      board,
      probes: probesOf(toolchains),
      wanted: (facts: BoardFacts) => wantedOn(board, { named, world, toolchains, wishes, facts }),
      dryRun: options.dryRun === true,
      offline: options.offline === true,
      limitNs,
      signal: stop.signal,
    };
    const prepared = await reservingBoards(world, async (reserved) => {
      const preparing = prepareWorld(reserved);
      await using _wheels = preparing.wheels;
      return await prepareBoard(preparing, request, (news) => tell(news));
    });
    const experiment = named.experiment?.experiment.name ?? null;
    const view = prepareView(board.id, prepared, { dryRun: request.dryRun, experiment });
    if (options.json) printJson(view);
    else print(prepareText(view, terminal()));
    return exitCodeOf(view.complete, stop.signal.aborted);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    close();
  }
}

/** What is wished for by name stands above what an experiment would need: then its file only says where the board is. */
function oneNamed(
  name: string,
  file: string | undefined,
  options: BoardsOptions,
): { named: BoardsNamed; board: Board } {
  const words = [name, file, options.for].filter((word) => word !== undefined);
  const found = machinesNamed(words, options);
  const [board, ...others] = found.boards.values();
  if (!board || others.length > 0) throw new UserMistake(describeNotOneBoard([...found.boards.keys()]));
  return { named: options.toolchain === undefined ? found : { ...found, experiment: null }, board };
}

function exitCodeOf(isComplete: boolean, isInterrupted: boolean): number {
  if (isInterrupted) return exitCodes.interrupted;
  return isComplete ? exitCodes.done : exitCodes.cellsFailed;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function tell(news: PrepareNews): void {
  const line = prepareNewsWords(news);
  if (line !== null) talk(line);
}

function limitOf(text: string | undefined): Nanoseconds {
  if (text === undefined) return usualLimit;
  const limit = parseDuration(text);
  if (limit === undefined || limit <= 0) throw new UserMistake(describeNoTime(text));
  return limit;
}
