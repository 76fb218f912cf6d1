/** Connector, session, clock and files of a simulated world: they await nothing but virtual time. */
import { type Digest, digestOf } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import { type Bytes, bytes, ns, wallTime } from '#core/units.js';
import type { Board, BoardFacts } from '#domain/board.js';
import { unknownMoment } from '#domain/board-moment.js';
import type { KeptFile } from '#domain/event.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Job, SpoolFile } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import type { BoardConnector, BoardSession, Bound, Occupancy, Passage, Placed, Vacating } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { Files } from '#ports/files.js';
import type { Chaos } from './chaos.js';
import { answersIn } from './sayings.js';
import { slice, type VirtualBoard } from './virtual-board.js';
import { never, type VirtualTime } from './virtual-time.js';

export interface VirtualParts {
  readonly time: VirtualTime;
  readonly chaos: Chaos;
  readonly boards: ReadonlyMap<BoardId, VirtualBoard>;
  /** A place where the orchestrator may die; true when it just has. */
  readonly crashPoint: () => boolean;
  /** Told of every file that goes to a board. */
  readonly sends?: (file: StoredFile, board: VirtualBoard) => void;
}

/** A wall clock that stands in for the real one: its own epoch, the pace of virtual time. */
export function virtualClock(time: VirtualTime): Clock {
  return {
    monotonicNs: () => ns(time.now),
    wall: () => wallTime(new Date(Date.UTC(2026, 0, 1) + time.now / 1e6).toISOString()),
    sleepUntil: (point, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const abort = (): void => {
          cancel();
          resolve();
        };
        const cancel = time.alarm(point, () => {
          signal.removeEventListener('abort', abort);
          resolve();
        });
        signal.addEventListener('abort', abort);
      }),
  };
}

export function virtualConnector(parts: VirtualParts): BoardConnector {
  return {
    async connect(board: Board, bound: Bound): Promise<Result<BoardSession, Failure>> {
      const life = parts.time.life;
      await parts.time.after(20e6, 'call');
      if (bound.signal.aborted || life !== parts.time.life) return await never();
      if (parts.chaos.strikes('refuse')) return err(failure('board/unreachable', { said: 'connection refused' }));
      const virtual = parts.boards.get(board.id);
      if (virtual && !virtual.answers) {
        await parts.time.after(5e9, 'call');
        if (life !== parts.time.life) return await never();
        return err(failure('board/unreachable', { said: 'no route to host' }));
      }
      return virtual ? ok(new VirtualSession(parts, virtual)) : err(failure('board/unreachable', { board: board.id }));
    },
  };
}

export const virtualFacts: BoardFacts = {
  os: 'Virtual 1',
  kernel: '6.0',
  arch: 'x86_64',
  cpuModel: 'Virtual CPU',
  cpuCount: 4,
  memoryBytes: bytes(4e9),
  governor: null,
  machineId: 'virtual',
  bootId: 'virtual',
  model: null,
  serial: null,
  mac: null,
  freeBytes: bytes(1e9),
  moment: unknownMoment,
  node: { path: '/usr/bin/node', version: '20.19.0' },
  python: null,
  tools: { engine: { kind: 'found', version: '1.0.0', at: '/opt' } },
};

/** Nobody reads it: what a virtual board says of a canary is the watcher's matter. */
export const virtualCanary: StoredFile = { digest: digestOf('canary'), bytes: bytes(6), path: '/canary.sh' };
export const virtualWithSettings: StoredFile = {
  ...virtualCanary,
  digest: digestOf('with'),
  path: '/with-settings.sh',
};

class VirtualSession implements BoardSession {
  readonly #parts: VirtualParts;
  readonly #board: VirtualBoard;
  readonly #life: number;
  #broken = false;

  constructor(parts: VirtualParts, board: VirtualBoard) {
    this.#parts = parts;
    this.#board = board;
    this.#life = parts.time.life;
  }

  facts(_probes: readonly unknown[], bound: Bound): Promise<Result<BoardFacts, Failure>> {
    return this.#call(bound, () =>
      ok({ ...virtualFacts, bootId: `boot ${this.#board.boot}`, kernel: this.#board.kernel }),
    );
  }

  workshop(): ReturnType<BoardSession['workshop']> {
    return Promise.resolve(ok({ pythons: [], over: [] }));
  }

  lies(): Promise<Result<{ readonly kind: 'absent' }, Failure>> {
    return Promise.resolve(ok({ kind: 'absent' }));
  }

  put(file: StoredFile, bound: Bound): Promise<Result<Placed, Failure>> {
    return this.#call<Placed>(bound, () => {
      if (this.#board.stored.has(file.digest)) return ok({ kind: 'present' });
      const holder = this.#board.measuring();
      if (holder) return ok({ kind: 'held', holder });
      if (this.#parts.chaos.strikes('put-error')) return err(failure('board/no-space', {}));
      this.#parts.sends?.(file, this.#board);
      this.#board.stored.add(file.digest);
      return ok({ kind: 'sent' });
    });
  }

  launch(job: Job, bound: Bound): ReturnType<BoardSession['launch']> {
    return this.#call(bound, () => {
      const { chaos, time } = this.#parts;
      if (chaos.strikes('lose-request')) return this.#lose();
      if (chaos.strikes('late-request')) {
        void time.after(chaos.stream('lateness').next() * 40e9, 'board').then(() => this.#board.launch(job));
        return this.#lose();
      }
      const launched = this.#board.launch(job);
      return chaos.strikes('lose-reply') ? this.#lose() : ok(launched);
    });
  }

  async wait(attempt: AttemptId, bound: Bound): ReturnType<BoardSession['wait']> {
    const seen = await this.#call(bound, () => ok(this.#board.look(attempt)));
    if (!seen.ok || seen.value.kind !== 'running') return seen;
    const { time, chaos } = this.#parts;
    const drops = chaos.strikes('drop');
    // Taken off again below: one signal lives as long as the engine, and Node warns of the eleventh listener.
    let cancel = (): void => {};
    const ended = await new Promise<boolean>((resolve) => {
      cancel = () => {
        resolve(false);
      };
      this.#board.onEnd(attempt, () => {
        resolve(true);
      });
      time.alarm(bound.deadline, () => {
        resolve(false);
      });
      bound.signal.addEventListener('abort', cancel);
      if (drops) {
        time.alarm(time.now + chaos.stream('drops').next() * 10e9, () => {
          resolve(false);
        });
      }
    });
    bound.signal.removeEventListener('abort', cancel);
    if (this.#life !== time.life) return await never();
    if (bound.signal.aborted) return err(failure('board/link-lost', { said: 'cancelled' }));
    if (!ended && drops) return this.#lose();
    return await this.#call(bound, () => ok(this.#board.look(attempt)));
  }

  look(attempt: AttemptId, bound: Bound): ReturnType<BoardSession['look']> {
    return this.#call(bound, () => ok(this.#board.look(attempt)));
  }

  read({ attempt, file, from, max }: Passage, bound: Bound): ReturnType<BoardSession['read']> {
    return this.#call(bound, () => {
      if (this.#parts.chaos.strikes('read-error')) return this.#lose();
      return ok(slice(this.#fileOf(attempt, file), from, max));
    });
  }

  stop(attempt: AttemptId, bound: Bound): ReturnType<BoardSession['stop']> {
    return this.#call(bound, () => ok(this.#board.stop(attempt)));
  }

  forget(attempt: AttemptId, bound: Bound): Promise<Result<void, Failure>> {
    return this.#call(bound, () => {
      return this.#board.forget(attempt) ? ok(undefined) : err(failure('attempt/no-proof', { still: 'running' }));
    });
  }

  vacate(how: Vacating, bound: Bound): Promise<Result<Occupancy, Failure>> {
    return this.#call(bound, () => ok(this.#board.vacate(how)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life !== this.#parts.time.life) await never();
    this.#broken = true;
  }

  #fileOf(attempt: AttemptId, file: SpoolFile): Uint8Array {
    const state = this.#board.attempts.get(attempt);
    if (file === 'messages' || file === 'stderr' || file === 'out') return state?.[file] ?? new Uint8Array();
    return new Uint8Array();
  }

  #lose(): { readonly ok: false; readonly error: Failure } {
    this.#broken = true;
    return err(failure('board/link-lost', {}));
  }

  /** Every call: a moment of latency, a place to die before and after its effect, and whatever the chaos has in store. */
  async #call<T>(bound: Bound, effect: () => Result<T, Failure>): Promise<Result<T, Failure>> {
    const { time, chaos, crashPoint } = this.#parts;
    if (this.#life !== time.life || crashPoint()) return await never();
    await time.after(2e6 + chaos.stream('latency').next() * 1e6, 'call');
    if (this.#life !== time.life) return await never();
    if (this.#broken) return err(failure('board/link-lost', {}));
    if (!this.#board.answers) {
      await time.after(3e9, 'call');
      return this.#lose();
    }
    if (chaos.strikes('silence')) {
      await time.after(bound.deadline - time.now, 'call');
      return this.#lose();
    }
    const answer = effect();
    return crashPoint() ? await never() : answer;
  }
}

/** Bytes that are on disk: what a crash leaves. */
export class VirtualDisk {
  readonly files = new Map<string, Uint8Array>();
}

export function virtualFiles(parts: VirtualParts, disk: VirtualDisk): Files {
  const { time, crashPoint } = parts;
  const life = time.life;
  const write = async (path: string, content: Uint8Array): Promise<{ digest: Digest; bytes: Bytes }> => {
    if (life !== time.life || crashPoint()) return await never();
    await time.after(3e6, 'call');
    if (life !== time.life) return await never();
    disk.files.set(path, content);
    if (crashPoint()) return await never();
    return { digest: digestOf(content), bytes: bytes(content.length) };
  };
  return {
    async samples(runSet, attempt, samples) {
      const content = new TextEncoder().encode(JSON.stringify([...samples]));
      const path = `${runSet}/${attempt}/samples.parquet`;
      return { role: 'samples', path, ...(await write(path, content)) };
    },
    async keep({ runSet, attempt, role, name }, content): Promise<KeptFile> {
      const path = `${runSet}/${attempt}/${name}`;
      return { role, path, ...(await write(path, await collect(content))) };
    },
    async keepArtifact(content) {
      const all = await collect(content);
      const path = `artifacts/${digestOf(all)}`;
      return { role: 'artifact', path, ...(await write(path, all)) };
    },
    artifact(digest, size) {
      const path = `artifacts/${digest}`;
      const content = disk.files.get(path);
      const sound = content?.length === size && digestOf(content) === digest;
      return Promise.resolve(sound ? { path, digest, bytes: size } : undefined);
    },
    artifactPath: (digest) => `artifacts/${digest}`,
    // Nothing is large in a simulated world, unless the plan says so; then shards are names only.
    cutOf: () => Promise.resolve(undefined),
    tensors: () => Promise.resolve(undefined),
    drawn: (items) => {
      const digest = digestOf(JSON.stringify(items));
      return Promise.resolve({ ok: true, value: { path: `artifacts/${digest}`, digest, bytes: bytes(64) } });
    },
    answers: ({ path }) => {
      const content = disk.files.get(path);
      return Promise.resolve(content && answersIn(content));
    },
    shards: (file, cut, { from, to }) =>
      Promise.resolve({
        ok: true,
        value: Array.from({ length: to - from }, (_, at) => {
          const digest = digestOf(`${file.digest} ${from + at}`);
          return { path: `artifacts/${digest}`, digest, bytes: cut.shardBytes };
        }),
      }),
  };
}

async function collect(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of content) parts.push(chunk);
  return Buffer.concat(parts);
}
