/** The only look at the world before planning: files are hashed, boards asked, the cache read and checked. */

import type { Board } from '#domain/board.js';
import { failure } from '#domain/failure.js';
import type { ArtifactState, Known, Maybe } from '#domain/known.js';
import { machinesOf } from '#domain/machines.js';
import type { KnownFile, StoredFile } from '#domain/model.js';
import { type ArtifactKey, axisName, levelId } from '#domain/names.js';
import { probesTogether } from '#domain/same-probe.js';
import type { StoredBoard } from '#domain/stored-board.js';
import type { Probe, Toolchain } from '#domain/toolchain.js';
import { toolchainPaths } from '#domain/toolchain-paths.js';
import type { Question } from '#plan/question.js';
import { gatherTensors } from './gather-tensors.js';
import { lookAtBoards } from './look-at-boards.js';
import type { FileReader, ReadingWorld } from './world.js';

export interface PlanRequest extends Question {
  readonly read: FileReader;
  /** `here`: only at this machine, of others what is remembered. Unset: at all. */
  readonly look?: 'here' | 'all';
  /** Told of every board that was looked at. */
  readonly keep?: (board: StoredBoard) => void;
}

export async function gather(world: ReadingWorld, question: PlanRequest, signal: AbortSignal): Promise<Known> {
  const { inventory, toolchains, look = 'all', keep } = question;
  // Nobody's board is acquired for cells that cannot run there.
  const wanted = (board: Board): boolean => !board.hooks?.has('acquire') || isNamed(board, question);
  const asked = {
    boards: isBuilt(question) ? machinesOf(inventory) : inventory.boards,
    probes: probesOf(toolchains),
    look,
    signal,
    wanted,
    ...(keep ? { keep } : {}),
  };
  return await knownAround(world, question, await lookAtBoards(world, asked));
}

/** Builders are asked where something may be done on them: a source is built, a model converted, a conversion checked. */
function isBuilt({ experiment, toolchains }: PlanRequest): boolean {
  const all = [...toolchains.values()];
  const conversions = all.flatMap((each) => each.conversions);
  const isChecked = conversions.length > 0 && all.some(({ answers = [] }) => answers.length > 0);
  const sources = [...experiment.models.values()].flatMap((each) => each.sources);
  return (
    isChecked ||
    conversions.some(({ where }) => where === 'builder') ||
    sources.some(({ build }) => build !== undefined)
  );
}

function isNamed({ id, devices }: Board, { expansion }: PlanRequest): boolean {
  return expansion.cells.some(({ cell: { levels } }) => {
    const [board, device] = [levels.get(axisName('board')), levels.get(axisName('device'))];
    return (
      (board === undefined || board === levelId(id)) && (device === undefined || devices.some((one) => one === device))
    );
  });
}

/** All that is to be known beside the boards. */
export async function knownAround(world: ReadingWorld, question: PlanRequest, boards: Known['boards']): Promise<Known> {
  const [files, artifacts] = [await gatherFiles(world, question), await gatherArtifacts(world)];
  return { files, tensors: await gatherTensors(world, question, files), boards, artifacts, durations: new Map() };
}

/** All probes of the toolchains that the experiment uses, each once. */
export function probesOf(toolchains: ReadonlyMap<string, Toolchain>): readonly Probe[] {
  return probesTogether(toolchains.values());
}

/** Where each may lie, by the name that the plan has for it. */
function wantedFiles(
  experiment: PlanRequest['experiment'],
  toolchains: PlanRequest['toolchains'],
): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, readonly string[]>();
  for (const model of experiment.models.values()) {
    for (const { path, build } of model.sources) {
      for (const file of build ? build.inputs : [path]) wanted.set(file, [file]);
    }
  }
  for (const data of experiment.data.values()) {
    wanted.set(data.path, [data.path]);
    if (data.labels !== undefined) wanted.set(data.labels, [data.labels]);
  }
  for (const toolchain of toolchains.values()) {
    const lists = [...toolchain.runners, ...toolchain.conversions].map((part) => part.files);
    for (const file of lists.flat()) wanted.set(`${toolchain.name}/${file}`, toolchainPaths(toolchain, file));
  }
  return wanted;
}

async function gatherFiles(
  world: ReadingWorld,
  { experiment, toolchains, read }: PlanRequest,
): Promise<Known['files']> {
  const wanted = wantedFiles(experiment, toolchains);
  // Only what is fed item by item can be cut.
  const tensors = new Set([...experiment.data.values()].map(({ path }) => path));
  const files = new Map<string, Maybe<KnownFile>>();
  for (const [name, paths] of wanted) {
    const file = await firstThere(paths, read);
    const cut = file && tensors.has(name) ? await world.files.cutOf(file) : undefined;
    files.set(
      name,
      file
        ? { kind: 'known', value: { ...file, ...(cut ? { cut } : {}) } }
        : { kind: 'unknown', why: failure('source/missing', { path: name }) },
    );
  }
  return files;
}

async function firstThere(paths: readonly string[], read: FileReader): Promise<StoredFile | undefined> {
  for (const path of paths) {
    const file = await read(path);
    if (file) return file;
  }
  return undefined;
}

/** An artifact whose bytes are gone or changed is no hit: it is made again, whatever the row says. */
async function gatherArtifacts(world: ReadingWorld): Promise<Known['artifacts']> {
  const states = new Map<ArtifactKey, ArtifactState>();
  for (const { key, made } of world.store.artifacts()) {
    if (made.kind === 'refused') states.set(key, made);
    else if (await world.files.artifact(made.digest, made.bytes)) {
      states.set(key, { kind: 'present', digest: made.digest, bytes: made.bytes });
    }
  }
  return states;
}
