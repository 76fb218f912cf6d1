/** Which environments are meant: those of the toolchains that were named, or what an experiment needs on a machine. */
import { dirname, resolve } from 'node:path';
import { suggest } from '#core/suggest.js';
import type { Board, BoardFacts } from '#domain/board.js';
import { buildersOf } from '#domain/builders.js';
import type { WantedEnvironment } from '#domain/environment.js';
import type { Toolchain } from '#domain/toolchain.js';
import { knownAround, probesOf } from '#engine/gather.js';
import { decide } from '#plan/decide.js';
import { environmentsOfPlan, environmentsOfToolchain } from '#plan/wanted-environments.js';
import { describeNoToolchain } from '#wording/prepare.js';
import type { BoardsNamed } from './boards-named.js';
import { readerOfFiles } from './compose.js';
import type { BoardsWorld } from './compose-boards.js';
import { UserMistake } from './output.js';
import { readToolchains } from './toolchains.js';

/** With an experiment those it uses; else all that are known. */
export function toolchainsFor({ experiment, file }: BoardsNamed): ReadonlyMap<string, Toolchain> {
  return experiment?.toolchains ?? readToolchains(file === null ? process.cwd() : dirname(resolve(file))).toolchains;
}

interface Wish {
  readonly toolchain: Toolchain;
  readonly version: string | undefined;
}

/** `NAME` or `NAME@VERSION`. A version becomes a folder on the board. */
export function wishOf(text: string, toolchains: ReadonlyMap<string, Toolchain>): Wish {
  const [name = '', version, ...rest] = text.split('@');
  const toolchain = toolchains.get(name);
  const known = [...toolchains.values()].flatMap((each) => (each.environments ? each.name : []));
  const isVersion = version === undefined || /^[0-9][0-9A-Za-z.+!_-]{0,99}$/.test(version);
  if (toolchain?.environments && isVersion && rest.length === 0) return { toolchain, version };
  throw new UserMistake(
    describeNoToolchain({
      text,
      name,
      isVersion,
      isKnown: toolchain !== undefined,
      known,
      suggestion: suggest(name, known),
    }),
  );
}

interface Wanting {
  readonly named: BoardsNamed;
  readonly world: BoardsWorld;
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  readonly wishes: readonly Wish[];
  readonly facts: BoardFacts;
}

export async function wantedOn(board: Board, wanting: Wanting): Promise<readonly WantedEnvironment[]> {
  const { named, toolchains, wishes, facts } = wanting;
  if (named.experiment) return await wantedByExperiment(board, wanting);
  const machine = {
    measures: board.devices.length > 0,
    converts: buildersOf(named.inventory).has(board.id),
    arch: facts.arch,
  };
  const meant = wishes.length > 0 ? wishes : [...toolchains.values()].map((toolchain) => ({ toolchain }));
  return meant.flatMap((wish) => environmentsOfToolchain(wish, machine));
}

/** The planner itself says what it would use there, if all that can be prepared could be had. */
async function wantedByExperiment(
  { id }: Board,
  { named, world, toolchains, facts }: Wanting,
): Promise<readonly WantedEnvironment[]> {
  if (!named.experiment) return [];
  const { folder, ...question } = named.experiment;
  const prepared = probesOf(toolchains).flatMap((probe) =>
    probe.kind === 'python-package' && probe.environment ? probe.name : [],
  );
  // Unknown is as good as there.
  const tools = Object.fromEntries(Object.entries(facts.tools).filter(([name]) => !prepared.includes(name)));
  const known = await knownAround(
    world,
    { ...question, read: readerOfFiles(folder) },
    new Map([[id, { kind: 'known', value: { ...facts, tools } }]]),
  );
  return environmentsOfPlan(decide(question, known), { id, arch: facts.arch }, toolchains);
}
