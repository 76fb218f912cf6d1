/** The only look at the world before planning: files are hashed, boards asked, the cache read and checked. */
import { ok, type Result } from '#core/result.js';

import type { Board, BoardFacts } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { ArtifactState, Known, Maybe } from '#domain/known.js';
import type { StoredFile } from '#domain/model.js';
import type { ArtifactKey, BoardId } from '#domain/names.js';
import type { Probe, Toolchain } from '#domain/toolchain.js';
import type { Question } from '#plan/question.js';
import { Connections } from './connections.js';
import type { FileReader, ReadingWorld } from './world.js';

export interface PlanRequest extends Question {
  readonly read: FileReader;
}

export async function gather(world: ReadingWorld, question: PlanRequest, signal: AbortSignal): Promise<Known> {
  return {
    files: await gatherFiles(question),
    boards: await gatherBoards(world, question, signal),
    artifacts: await gatherArtifacts(world),
    durations: new Map(),
  };
}

/** All probes of the toolchains that the experiment uses, each once. */
export function probesOf(toolchains: ReadonlyMap<string, Toolchain>): readonly Probe[] {
  const byName = new Map<string, Probe>();
  for (const toolchain of toolchains.values()) {
    for (const probe of toolchain.probes) byName.set(probe.name, probe);
  }
  return [...byName.values()];
}

async function gatherFiles({ experiment, toolchains, read }: PlanRequest): Promise<Known['files']> {
  const wanted = new Map<string, string>();
  for (const model of experiment.models.values()) {
    for (const source of model.sources) wanted.set(source.path, source.path);
  }
  for (const data of experiment.data.values()) {
    wanted.set(data.path, data.path);
    if (data.labels !== undefined) wanted.set(data.labels, data.labels);
  }
  for (const toolchain of toolchains.values()) {
    const lists = [...toolchain.runners, ...toolchain.conversions].map((part) => part.files);
    for (const file of lists.flat()) wanted.set(`${toolchain.name}/${file}`, `${toolchain.folder}/${file}`);
  }
  const files = new Map<string, Maybe<StoredFile>>();
  for (const [name, path] of wanted) {
    const file = await read(path);
    files.set(
      name,
      file ? { kind: 'known', value: file } : { kind: 'unknown', why: failure('source/missing', { path: name }) },
    );
  }
  return files;
}

async function gatherBoards(world: ReadingWorld, question: PlanRequest, signal: AbortSignal): Promise<Known['boards']> {
  const { clock, connector } = world;
  const { boards } = question.inventory;
  const probes = probesOf(question.toolchains);
  await using connections = new Connections({ connector, clock, boards, probes, signal });
  const asked = [...boards.values()].map(async (board): Promise<[BoardId, Maybe<BoardFacts>]> => {
    const facts = await factsOf(connections, board);
    return [board.id, facts.ok ? { kind: 'known', value: facts.value } : { kind: 'unknown', why: facts.error }];
  });
  return new Map(await Promise.all(asked));
}

async function factsOf(connections: Connections, board: Board): Promise<Result<BoardFacts, Failure>> {
  const connection = await connections.to(board.id);
  return connection.ok ? ok(connection.value.facts) : connection;
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
