/** `boards prepare`: the environments that are wanted on one machine, made where they are not there, one after the other. */
import { err, ok, type Result } from '#core/result.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import type { Board, BoardFacts, PreparedEnvironment } from '#domain/board.js';
import { type EnvironmentOutcome, stateOf, type WantedEnvironment } from '#domain/environment.js';
import { type Failure, failure } from '#domain/failure.js';
import type { StoredFile } from '#domain/model.js';
import { identityToKeep, remembered } from '#domain/stored-board.js';
import type { Probe } from '#domain/toolchain.js';
import { inRange } from '#domain/version-range.js';
import type { BoardPython, BoardSession } from '#ports/boards.js';
import type { ResultStore } from '#ports/result-store.js';
import type { Wheel, Wheels } from '#ports/wheels.js';
import { Connections } from './connections.js';
import { makeEnvironment, refusalOf } from './make-environment.js';
import type { ReadingWorld } from './world.js';

export interface PrepareWorld extends Pick<ReadingWorld, 'clock' | 'connector'> {
  readonly store: Pick<ResultStore, 'board'>;
  /** Null: nothing is remembered. */
  readonly writer: ResultStore | null;
  readonly script: StoredFile;
  readonly wheels: Wheels;
}

export interface PrepareRequest {
  readonly board: Board;
  readonly probes: readonly Probe[];
  readonly wanted: (facts: BoardFacts) => Promise<readonly WantedEnvironment[]>;
  /** Only what would be done is told. */
  readonly dryRun: boolean;
  /** Wheels are fetched by this machine, whatever the board reaches. */
  readonly offline: boolean;
  /** Of each environment. */
  readonly limitNs: Nanoseconds;
  readonly signal: AbortSignal;
}

export interface PreparedOne {
  readonly wanted: WantedEnvironment;
  readonly outcome: EnvironmentOutcome;
}

export type PrepareNews =
  | { readonly kind: 'begun'; readonly wanted: WantedEnvironment; readonly python: string; readonly offline: boolean }
  | { readonly kind: 'said'; readonly wanted: WantedEnvironment; readonly line: string }
  | { readonly kind: 'ended'; readonly one: PreparedOne };

/** The first failure of the link ends it; one environment that cannot be made keeps no other from being made. */
export async function prepareBoard(
  world: PrepareWorld,
  request: PrepareRequest,
  told: Tell,
): Promise<Result<readonly PreparedOne[], Failure>> {
  const { clock, connector, store } = world;
  const { board, probes, signal } = request;
  const identity = (one: Board) => identityToKeep(one, store.board(one.id));
  const boards = new Map([[board.id, board]]);
  await using connections = new Connections({ connector, clock, boards, probes, signal, identity });
  const connection = await connections.to(board.id);
  if (!connection.ok) return connection;
  const { session, facts } = connection.value;
  const workshop = await session.workshop(connections.bound(LOOK_NS));
  if (!workshop.ok) return workshop;
  for (const over of request.dryRun ? [] : workshop.value.over) await session.forget(over, connections.bound(LOOK_NS));
  const scene = { world, request, session, connections, facts, pythons: workshop.value.pythons };
  const done: PreparedOne[] = [];
  for (const wanted of await request.wanted(facts)) {
    const one = { wanted, outcome: await prepareOne(scene, wanted, told) };
    done.push(one);
    told({ kind: 'ended', one });
    if (signal.aborted) break;
  }
  if (done.some(({ outcome }) => outcome.kind === 'made')) await rememberAgain(scene);
  return ok(done);
}

const LOOK_NS = seconds(60);

interface Scene {
  readonly world: PrepareWorld;
  readonly request: PrepareRequest;
  readonly session: BoardSession;
  readonly connections: Connections;
  readonly facts: BoardFacts;
  readonly pythons: readonly BoardPython[];
}

type Tell = (news: PrepareNews) => void;

async function prepareOne(scene: Scene, wanted: WantedEnvironment, told: Tell): Promise<EnvironmentOutcome> {
  const { request, facts, pythons } = scene;
  const state = stateOf(wanted, facts.environments ?? []);
  if (state.kind === 'ready') return state;
  const python = pythonFor(wanted, pythons, request.board);
  if (!python.ok) return { kind: 'failed', failure: python.error };
  const again = state.kind === 'stale' ? state.why : null;
  if (request.dryRun) return { kind: 'to-make', python: python.value.path, again };
  return await make(scene, { wanted, python: python.value }, told);
}

interface Task {
  readonly wanted: WantedEnvironment;
  readonly python: BoardPython;
}

async function make(scene: Scene, task: Task, told: Tell): Promise<EnvironmentOutcome> {
  const { clock } = scene.world;
  const { wanted, python } = task;
  const fromNs = clock.monotonicNs();
  const turn = async (offline: boolean): Promise<Result<void, Failure>> => {
    told({ kind: 'begun', wanted, python: python.path, offline });
    return await makeOnce(scene, { ...task, offline, says: (line) => told({ kind: 'said', wanted, line }) });
  };
  let { offline } = scene.request;
  let made = await turn(offline);
  // The board reached no index: this machine fetches for it.
  if (!made.ok && made.error.code === 'environment/no-index' && !offline && !scene.request.signal.aborted) {
    offline = true;
    made = await turn(offline);
  }
  const environment = made.ok ? await whatIsThere(scene, wanted) : made;
  if (!environment.ok) return { kind: 'failed', failure: environment.error };
  return { kind: 'made', environment: environment.value, tookNs: clock.monotonicNs() - fromNs, offline };
}

interface Turn extends Task {
  readonly offline: boolean;
  readonly says: (line: string) => void;
}

async function makeOnce(
  { world, request, session }: Scene,
  { wanted, python, offline, says }: Turn,
): Promise<Result<void, Failure>> {
  const { clock, script } = world;
  const { limitNs, signal, board } = request;
  const bound = { deadline: (clock.monotonicNs() + limitNs) as Nanoseconds, signal };
  const parts: Wheel[] = [];
  const needed = [
    ...(python.pip ? [] : [{ packages: ['pip'], alone: [] }]),
    ...(offline ? [{ packages: wanted.packages, alone: wanted.alone }] : []),
  ];
  for (const each of needed) {
    const fetched = await world.wheels.fetch(each, python, bound);
    if (!fetched.ok) return err(refusalOf(fetched.error, { wanted, python, board: board.id }));
    parts.push(...fetched.value);
  }
  const wheels = [...new Map(parts.map((wheel) => [wheel.name, wheel])).values()];
  const making = { clock, board: board.id, session, script, limitNs, signal, says };
  return await makeEnvironment(making, { wanted, python, from: offline ? 'files' : 'index', wheels });
}

/** As the board says it now: its own record is what counts. */
async function whatIsThere(scene: Scene, wanted: WantedEnvironment): Promise<Result<PreparedEnvironment, Failure>> {
  const { session, connections, request } = scene;
  const now = await session.facts([], connections.bound(LOOK_NS));
  if (!now.ok) return now;
  const state = stateOf(wanted, now.value.environments ?? []);
  if (state.kind === 'ready') return ok(state.environment);
  const facts = { board: request.board.id, environment: wanted.name, toolchain: wanted.toolchain };
  return err(failure('environment/refused', { ...facts, said: 'its record cannot be read' }));
}

/** The inventory's first, then the one that a login finds, then those with a version in their name. */
function pythonFor(
  { name, toolchain, python: range }: WantedEnvironment,
  pythons: readonly BoardPython[],
  board: Board,
): Result<BoardPython, Failure> {
  const oldest = 7;
  const fits = pythons.filter(({ version }) =>
    range ? inRange(version, range) : Number(version.split('.')[1]) >= oldest,
  );
  const [first] = fits.filter(({ venv }) => venv).concat(fits);
  const facts = { board: board.id, environment: name, toolchain };
  if (first) return first.venv ? ok(first) : err(failure('environment/no-venv', { ...facts, python: first.path }));
  const found = pythons.map(({ version }) => version);
  return err(failure('environment/no-python', { ...facts, wanted: range ? `Python ${range.text}` : null, found }));
}

/** What can be found there now is remembered, so that a plan needs no look of its own. */
async function rememberAgain({ world, request, session, connections }: Scene): Promise<void> {
  const { board, probes } = request;
  const found = await session.facts(probes, connections.bound(LOOK_NS));
  const before = world.store.board(board.id);
  world.writer?.looked(remembered(before, { board, found, at: world.clock.wall() }));
}
