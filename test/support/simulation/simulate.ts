/**
 * One world from one seed: the real decider, engine, p-queue and SQLite on virtual boards, with faults and crashes,
 * resumed until nothing is left to do. The same seed gives the same journal, byte for byte.
 */
import { randomStream } from '#core/random.js';
import type { Work } from '#domain/attempt.js';
import type { Job } from '#domain/job.js';
import { machinesOf } from '#domain/machines.js';
import { type AttemptId, type BoardId, runSetId } from '#domain/names.js';
import { unlabelled } from '#domain/run-set.js';
import { resumeRun } from '#engine/resume-run.js';
import { type RunRequest, runExperiment } from '#engine/run-experiment.js';
import type { Observer, World } from '#engine/world.js';
import type { ResultStore } from '#ports/result-store.js';
import { createSchedule } from '#schedule/schedule.js';
import { openResultStore } from '../../../src/adapters/sqlite/open.js';
import type { Bug } from './bugs.js';
import { Chaos } from './chaos.js';
import { brokenAtBegin, brokenAtEnd, brokenInput, type Evidence, rotten } from './laws.js';
import { kernels, question } from './question.js';
import { type Fate, sayings } from './sayings.js';
import { VirtualBoard } from './virtual-board.js';
import { Care, virtualHooks } from './virtual-care.js';
import {
  VirtualDisk,
  type VirtualParts,
  virtualCanary,
  virtualClock,
  virtualConnector,
  virtualFiles,
  virtualWithSettings,
} from './virtual-ports.js';
import { VirtualTime } from './virtual-time.js';

export interface Story {
  readonly seed: number;
  /** Laws that were broken; empty in a sound world. */
  readonly broken: readonly string[];
  /** All rows of the journal, as they are in the database. */
  readonly journal: string;
  readonly lives: number;
  readonly virtualSeconds: number;
}

class CrashSignal extends Error {}

/** A life may take this long in virtual time: a day. Longer means that something waits for nothing. */
const LIFE_NS = 86_400e9;
const LIVES_MOST = 80;
const CALM_NS = 600e9;
/** Resumes that came to their end among faults; more of them find nothing left to do. */
const ENDS_MOST = 2;

export async function simulate(seed: number, bug?: Bug): Promise<Story> {
  const universe = new Universe(seed, bug);
  return await universe.play();
}

class Universe {
  readonly #seed: number;
  readonly #bug: Bug | undefined;
  readonly #time = new VirtualTime();
  readonly #chaos: Chaos;
  readonly #disk = new VirtualDisk();
  readonly #boards = new Map<BoardId, VirtualBoard>();
  readonly #store: ResultStore & { close(): void };
  /** Of every attempt whose intent was recorded. */
  readonly #works = new Map<AttemptId, Work>();
  readonly #begins = new Map<AttemptId, number>();
  readonly #broken: string[] = [];
  readonly #evidence: Evidence;
  readonly #care = new Care((law) => this.#broken.push(law));
  #tellStop: ((how: 'finish' | 'now') => void) | undefined;

  constructor(seed: number, bug: Bug | undefined) {
    this.#seed = seed;
    this.#bug = bug;
    this.#chaos = new Chaos(seed, () => this.#time.now);
    this.#store = openStore();
    const fateOf = (subject: string): Fate => fateIn(seed, subject);
    const isDead = (id: BoardId): boolean => this.#boards.get(id)?.isDead === true;
    this.#evidence = { store: this.#store, disk: this.#disk, fateOf, begins: this.#begins, isDead };
    const habits = { sweeps: true, locks: true, idempotent: true, ...bug?.habits };
    const watcher = {
      begins: (attempt: AttemptId, alive: readonly string[]) => {
        this.#begins.set(attempt, (this.#begins.get(attempt) ?? 0) + 1);
        this.#broken.push(...brokenAtBegin(attempt, alive, this.#evidence));
      },
      tends: (attempt: AttemptId, alive: readonly string[]) => {
        if (alive.length > 0) this.#broken.push(`${attempt} begins while ${alive.join(', ')} runs on the board`);
      },
      says: (job: Job, nowNs: number) => {
        const work = this.#works.get(job.attempt);
        const fate = work ? fateOf(work.kind === 'conversion' ? work.step : work.cell) : 'exits';
        return sayings(job, { fate, kernel: kernelOf(job.attempt) }, nowNs);
      },
    };
    const kernelOf = (attempt: AttemptId): string =>
      [...this.#boards.values()].find((board) => board.attempts.has(attempt))?.kernel ?? '';
    for (const id of machinesOf(question.inventory).keys()) {
      const kernel = kernels.get(id) ?? '6.0';
      this.#boards.set(id, new VirtualBoard({ time: this.#time, chaos: this.#chaos, watcher, habits, kernel }));
    }
  }

  async play(): Promise<Story> {
    let lives = 0;
    let ends = 0;
    for (; lives < LIVES_MOST; lives++) {
      const calm = this.#time.now >= CALM_NS;
      if (calm) for (const board of this.#boards.values()) board.repair();
      const end = await this.#live();
      if (end === 'broken') break;
      if (end === 'resumed' && calm) break;
      this.#somethingHappensToTheDisk();
      // Enough lives: the faults stop, and the next life must bring everything to its end.
      if (end === 'resumed') ends++;
      if (ends >= ENDS_MOST || lives === LIVES_MOST - 10) this.#time.now = Math.max(this.#time.now, CALM_NS);
    }
    if (lives === LIVES_MOST) this.#broken.push('nothing goes wrong any more and it does not come to its end');
    if (this.#broken.length === 0) this.#judge();
    const journal = this.#store
      .runSets()
      .flatMap(({ id }) => this.#store.journal(id, -1).map((entry) => JSON.stringify(entry)));
    this.#store.close();
    return {
      seed: this.#seed,
      broken: this.#broken,
      journal: journal.join('\n'),
      lives: lives + 1,
      virtualSeconds: this.#time.now / 1e9,
    };
  }

  /** From the start of an orchestrator to its end or its death. */
  async #live(): Promise<'ended' | 'resumed' | 'died' | 'broken'> {
    const life = this.#time.life;
    let end: 'ended' | 'resumed' | 'refused' | 'failed' | undefined;
    let bug: unknown;
    this.#engine().then(
      (settled) => {
        end = settled;
      },
      (reason: unknown) => {
        end = 'failed';
        bug = reason;
      },
    );
    const verdict = await this.#time.run(this.#time.now + LIFE_NS, () => end !== undefined || this.#time.life !== life);
    if (this.#time.life !== life) return 'died';
    if (verdict !== 'done') this.#broken.push(`the engine is ${verdict}`);
    if (end === 'refused') this.#broken.push('a resume was refused although nothing had changed');
    if (end === 'failed')
      this.#broken.push(`the engine threw ${bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)}`);
    return this.#broken.length > 0 ? 'broken' : end === 'resumed' ? 'resumed' : 'ended';
  }

  async #engine(): Promise<'ended' | 'resumed' | 'refused'> {
    const world = this.#world();
    const request = this.#request();
    const observer: Observer = { started: () => undefined, happened: () => undefined, beat: () => undefined };
    const known = [...this.#store.runSets()].reverse();
    const fresh = known.length === 0 || (known.length < 2 && this.#chaos.stream('fresh').next() < 0.1);
    if (fresh) {
      await runExperiment(world, request, observer);
      return 'ended';
    }
    for (const { id } of known) {
      const resume = { ...request, runSet: id, retryFailed: false, acceptChanges: false, acceptDrift: false };
      const resumed = await resumeRun(world, resume, observer);
      if (!resumed.ok) return 'refused';
    }
    return 'resumed';
  }

  #world(): World {
    const crashPoint = (): boolean => {
      if (!this.#chaos.strikes('crash')) return false;
      this.#time.crash();
      return true;
    };
    const sends: VirtualParts['sends'] = (file, board) =>
      void this.#broken.push(...brokenInput(file, board.kernel, this.#evidence));
    const parts: VirtualParts = { time: this.#time, chaos: this.#chaos, boards: this.#boards, crashPoint, sends };
    const world: World = {
      clock: virtualClock(this.#time),
      connector: virtualConnector(parts),
      store: this.#mortalStore(crashPoint),
      files: virtualFiles(parts, this.#disk),
      canary: virtualCanary,
      createSchedule: (...args) => {
        this.#care.begin();
        return createSchedule(...args);
      },
      hooks: virtualHooks(parts, (law) => this.#broken.push(law)),
      admit: this.#care.admit(parts),
      withSettings: virtualWithSettings,
    };
    return this.#bug?.plant?.(world, { time: this.#time, disk: this.#disk }) ?? world;
  }

  /** The store of one life: it may die before or after each transaction, and is silent after its death. */
  #mortalStore(crashPoint: () => boolean): ResultStore {
    const life = this.#time.life;
    const store = this.#store;
    const die = (): never => {
      throw new CrashSignal('the orchestrator is dead');
    };
    const record: ResultStore['record'] = (...args) => {
      if (life !== this.#time.life || crashPoint()) die();
      store.record(...args);
      this.#care.recorded(args[1], args[2]);
      for (const intent of args[2])
        if (intent.kind === 'launch') this.#works.set(intent.attempt.id, intent.attempt.work);
      if (this.#chaos.strikes('stop')) this.#tellStop?.(this.#chaos.stream('how').next() < 0.5 ? 'finish' : 'now');
      if (crashPoint()) die();
    };
    const dead = (): boolean => life !== this.#time.life;
    return new Proxy<ResultStore>(store, {
      get: (target, name) => {
        if (name === 'record') return record;
        const own: unknown = Reflect.get(target, name);
        if (typeof own !== 'function') return own;
        return (...args: unknown[]): unknown => (dead() ? die() : Reflect.apply(own, target, args));
      },
    });
  }

  #request(): RunRequest {
    return {
      ...question,
      spec: { name: 'simulated.yaml', text: 'simulated' },
      inventoryText: null,
      labels: unlabelled,
      where: null,
      entropy: this.#chaos.stream('entropy').below(65_536).toString(16).padStart(4, '0'),
      stops: {
        onStop: (listener) => {
          this.#tellStop = listener;
        },
      },
    };
  }

  /** Between two lives a kept artifact may rot. */
  #somethingHappensToTheDisk(): void {
    const artifacts = [...this.#disk.files.keys()].filter((path) => path.startsWith('artifacts/'));
    const random = this.#chaos.stream('rot');
    const victim = artifacts[random.below(Math.max(1, artifacts.length))];
    if (random.next() < 0.1 && victim !== undefined) this.#disk.files.set(victim, rotten);
  }

  #judge(): void {
    for (const { id } of this.#store.runSets()) this.#broken.push(...brokenAtEnd(runSetId(id), this.#evidence));
  }
}

function openStore(): ResultStore & { close(): void } {
  const opened = openResultStore(':memory:', { mode: 'write' });
  if (!opened.ok) throw new Error(`no store in memory: ${opened.error.kind}`);
  return opened.value;
}

/** The fate of a cell or step is in its key and the seed: the same in every life and on every board. */
function fateIn(seed: number, subject: string): Fate {
  const drawn = randomStream(seed, `fate/${subject}`).next();
  return drawn < 0.06 ? 'refuses' : drawn < 0.1 ? 'silent-fp32' : drawn < 0.14 ? 'exits' : 'measures';
}
