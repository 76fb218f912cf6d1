/** `toolchains`: offline, from the files of toolchains and what the store remembers of machines. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { suggest } from '#core/suggest.js';
import type { Inventory } from '#domain/board.js';
import type { Known } from '#domain/known.js';
import { machinesOf } from '#domain/machines.js';
import type { BoardId } from '#domain/names.js';
import type { StoredBoard } from '#domain/stored-board.js';
import { readinessOf } from '#plan/readiness.js';
import { toolchainPage } from '#report/toolchain-page.js';
import { toolchainPageText } from '#report/toolchain-page-text.js';
import { type ToolchainsLsView, toolchainView } from '#report/toolchains.js';
import { toolchainsLsText } from '#report/toolchains-text.js';
import { describeNoToolchain } from '#wording/toolchains.js';
import { type BoardsNamed, boardsNamed, type NamingOptions } from './boards-named.js';
import { openReading } from './compose-reader.js';
import { print, printJson, terminal, UserMistake } from './output.js';
import { type KnownToolchains, readToolchains } from './toolchains.js';

export interface ToolchainsOptions extends NamingOptions {
  readonly json?: true;
}

export function listToolchains(file: string | undefined, options: ToolchainsOptions): void {
  const scene = sceneOf(file, options);
  const { named, known, seenAt } = scene;
  const view: ToolchainsLsView = {
    view: 'toolchains-ls',
    format: 1,
    inventory: named.file,
    toolchains: [...scene.read.toolchains.values()].map((toolchain) =>
      toolchainView({ toolchain, readiness: readinessOf(toolchain, named.inventory, known) }, seenAt),
    ),
    broken: [...scene.read.problems].map(([name, problems]) => ({ name, problems: problems.length })),
  };
  if (options.json) printJson(view);
  else print(toolchainsLsText(view, terminal()));
}

export function showToolchain(name: string, file: string | undefined, options: ToolchainsOptions): void {
  const { named, known, seenAt, read } = sceneOf(file, options);
  const toolchain = read.toolchains.get(name);
  if (!toolchain) {
    const names = [...read.toolchains.keys()];
    throw new UserMistake(describeNoToolchain({ name, known: names, suggestion: suggest(name, names) }));
  }
  const readiness = readinessOf(toolchain, named.inventory, known);
  const page = toolchainPage({ toolchain, readiness }, named.file, seenAt);
  if (options.json) printJson(page);
  else print(toolchainPageText(page, terminal()));
}

interface Scene {
  readonly named: BoardsNamed;
  readonly read: KnownToolchains;
  readonly known: Pick<Known, 'boards'>;
  readonly seenAt: (machine: string) => string | null;
}

function sceneOf(file: string | undefined, options: ToolchainsOptions): Scene {
  const named = boardsNamed(file === undefined ? [] : [file], options);
  const stored = remembered(named);
  const boards: Known['boards'] = new Map(
    [...stored].map(([id, { seen }]) => [
      id,
      seen ? { kind: 'known', value: seen.facts, asOf: seen.at } : { kind: 'unknown', why: 'not-probed' },
    ]),
  );
  const seen = new Map([...stored].map(([id, board]): [string, string | null] => [id, board.seen?.at ?? null]));
  const read = readToolchains(file === undefined ? process.cwd() : dirname(resolve(file)));
  return { named, read, known: { boards }, seenAt: (machine) => seen.get(machine) ?? null };
}

/** Without a store nothing is remembered, and that is no mistake. */
function remembered({ project, inventory }: BoardsNamed): ReadonlyMap<BoardId, StoredBoard> {
  if (!existsSync(project.database)) return new Map();
  const { reader, close } = openReading(project);
  try {
    return new Map(
      machinesIn(inventory).flatMap((id) => {
        const stored = reader.board(id);
        return stored ? [[id, stored]] : [];
      }),
    );
  } finally {
    close();
  }
}

function machinesIn(inventory: Inventory): readonly BoardId[] {
  return [...machinesOf(inventory).keys()];
}
