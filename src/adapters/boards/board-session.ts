/**
 * A session with a board, written once above any Link. Its law: an answer is believed only when it is whole and came with
 * exit code 0; ending a call, a session or this process never ends an attempt, only `stop` does.
 */
import { err, ok, type Result } from '#core/result.js';
import { type Bytes, type Nanoseconds, ns } from '#core/units.js';
import type { Board, BoardFacts } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Ending, Job, Sighting } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import type { AttemptId } from '#domain/names.js';
import type { Probe } from '#domain/toolchain.js';
import type {
  BoardSession,
  Bound,
  Chunk,
  Launched,
  Occupancy,
  Passage,
  Placed,
  Vacating,
  Workshop,
} from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import { type Bundle, parseFacts, parseSeen, type Seen } from './answers.js';
import { BoardStore, type StoreOptions } from './board-store.js';
import { parseOver, parsePythons } from './environment-answer.js';
import { type LaunchOptions, launchWords } from './launch-words.js';
import { Launcher } from './launcher.js';
import type { Link } from './link.js';
import { parseOccupancy } from './occupancy-answer.js';
import { probeTools } from './tool-probes.js';

export interface SessionOptions extends LaunchOptions {
  readonly link: Link;
  readonly clock: Clock;
  /** Folders of the board from which packages of npm are resolved, the first that has one; none: no packages are there. */
  readonly moduleRoots: readonly string[];
  /** Known without asking, as on the local board; undefined: the board's own. */
  readonly node: BoardFacts['node'] | undefined;
  /** What logging in brought along; unset where nobody logs in. */
  readonly login?: BoardFacts['login'];
  /** The Python that the inventory names; unset: the first `python3` of the board's PATH. */
  readonly python?: string | undefined;
  /** Environments of the user's own, by toolchain. */
  readonly own?: Board['environments'];
  /** What the inventory says of the board's files. */
  readonly store?: StoreOptions;
}

/** Of answers that are text; an ended attempt brings its small files along. */
const longestAnswer = 80_000 as Bytes;
/** An answer in seconds to a supervisor: nobody waits for eleven days on one call. */
const longestWaitS = 1_000_000;

export class LinkedBoardSession implements BoardSession {
  readonly #stored = new Map<string, 'present' | 'referred'>();
  readonly #store: BoardStore;
  readonly #launchers = new Map<AttemptId, Launcher>();
  readonly #bundles = new Map<AttemptId, Bundle>();

  private readonly options: SessionOptions;

  constructor(options: SessionOptions) {
    this.options = options;
    this.#store = new BoardStore((words, bound, io) => this.#ask(words, bound, io), options.store ?? {});
  }

  async facts(probes: readonly Probe[], bound: Bound): Promise<Result<BoardFacts, Failure>> {
    const { clock } = this.options;
    const [wallMs, leftNs] = [Date.parse(clock.wall()), clock.monotonicNs()];
    let answeredNs: Nanoseconds | undefined;
    const answer = await this.#ask(['facts', this.options.python ?? ''], bound, {
      heard: () => {
        answeredNs ??= clock.monotonicNs();
      },
    });
    if (!answer.ok) return answer;
    const asking = { wallMs, leftNs, answeredNs: answeredNs ?? clock.monotonicNs() };
    const facts = parseFacts(answer.value.toString('utf8'), asking);
    if (!facts) return unreadable('facts');
    const { node, login, moduleRoots, own = new Map() } = this.options;
    const probed = await probeTools(probes, {
      ask: (words, until, io) => this.#ask(words, until, io),
      bound,
      between: `orchestrate.${clock.monotonicNs()}`,
      moduleRoots,
      python: facts.python,
      own,
    });
    if (!probed.ok) return probed;
    return ok({ ...facts, ...probed.value, ...(node === undefined ? {} : { node }), ...(login ? { login } : {}) });
  }

  async workshop(bound: Bound): Promise<Result<Workshop, Failure>> {
    const asked = await this.#ask(['pythons', this.options.python ?? ''], bound);
    if (!asked.ok) return asked;
    const said = asked.value.toString('utf8');
    const pythons = parsePythons(said);
    return pythons ? ok({ pythons, over: parseOver(said) }) : unreadable('pythons');
  }

  async put(file: StoredFile, bound: Bound): Promise<Result<Placed, Failure>> {
    const before = this.#stored.get(file.digest);
    if (before) return ok({ kind: before });
    const placed = await this.#store.place(file, bound);
    // Others may have been cleared away to make room for it.
    if (!placed.ok || placed.value.kind === 'sent') this.#stored.clear();
    if (placed.ok && placed.value.kind !== 'held') {
      this.#stored.set(file.digest, placed.value.kind === 'referred' ? 'referred' : 'present');
    }
    return placed;
  }

  lies(file: StoredFile, bound: Bound): ReturnType<BoardSession['lies']> {
    return this.#store.lies(file, bound);
  }

  async launch(job: Job, bound: Bound): Promise<Result<Launched, Failure>> {
    const words = launchWords(job, this.options);
    if (!words.ok) return words;
    const before = await this.#launchers.get(job.attempt)?.launched;
    if (before?.ok && before.value.kind === 'begun') return ok({ kind: 'exists' });
    // The deadline is that of the answer: the launcher itself stays until the attempt has ended or the link is closed.
    const cancel = new AbortController();
    const answered = new AbortController();
    const launcher = new Launcher(this.options.link, words.value, {
      deadline: ns(Number.POSITIVE_INFINITY),
      signal: cancel.signal,
    });
    this.#launchers.set(job.attempt, launcher);
    const abort = (): void => cancel.abort();
    bound.signal.addEventListener('abort', abort, { once: true });
    if (bound.signal.aborted) abort();
    void this.options.clock.sleepUntil(bound.deadline, answered.signal).then(() => answered.signal.aborted || abort());
    const launched = await launcher.launched;
    answered.abort();
    bound.signal.removeEventListener('abort', abort);
    if (!launched.ok || launched.value.kind !== 'begun') this.#launchers.delete(job.attempt);
    // A file may have been cleared away for one of somebody else: the next put asks the board again.
    if (!launched.ok) this.#stored.clear();
    return launched;
  }

  async wait(attempt: AttemptId, bound: Bound): Promise<Result<Sighting, Failure>> {
    const launcher = this.#launchers.get(attempt);
    if (launcher) {
      const seen = await this.#first(launcher.ended, bound);
      if (seen === 'cancelled') return err(failure('board/link-lost', { why: 'cancelled' }));
      if (seen === 'deadline') return ok({ kind: 'running' });
      if (seen && seen.sighting.kind !== 'running') return ok(this.#saw(attempt, seen));
      // The launcher was lost, the attempt perhaps not.
      this.#launchers.delete(attempt);
    }
    const restS = Math.ceil((bound.deadline - this.options.clock.monotonicNs()) / 1e9) + 1;
    const answer = await this.#sight(
      ['wait', attempt, String(Math.min(Math.max(restS, 1), longestWaitS))],
      attempt,
      bound,
    );
    if (!answer.ok && answer.error.facts['why'] === 'deadline') return ok({ kind: 'running' });
    return answer;
  }

  look(attempt: AttemptId, bound: Bound): Promise<Result<Sighting, Failure>> {
    return this.#sight(['look', attempt], attempt, bound);
  }

  async read(passage: Passage, bound: Bound): Promise<Result<Chunk, Failure>> {
    const { attempt, file, from, max } = passage;
    const kept = this.#bundles.get(attempt)?.get(file);
    if (kept) return ok({ bytes: kept.subarray(from, from + max), end: from + max >= kept.length });
    // One byte more than asked for tells whether there is more.
    const limit = (max + 1) as Bytes;
    const answer = await this.#ask(['read', attempt, file, String(from), String(limit)], bound, { limit });
    if (!answer.ok) return answer;
    return ok({ bytes: answer.value.subarray(0, max), end: answer.value.length <= max });
  }

  async stop(attempt: AttemptId, bound: Bound): Promise<Result<Ending['left'], Failure>> {
    const restS = Math.floor((bound.deadline - this.options.clock.monotonicNs()) / 1e9);
    const seen = await this.#sight(
      ['stop', attempt, String(Math.min(Math.max(restS, 1), longestWaitS))],
      attempt,
      bound,
    );
    if (!seen.ok) return seen;
    switch (seen.value.kind) {
      case 'absent':
        return ok('empty');
      case 'ended':
        return ok(seen.value.ending.left);
      case 'running':
        return err(failure('board/link-lost', { why: 'deadline' }));
    }
  }

  async forget(attempt: AttemptId, bound: Bound): Promise<Result<void, Failure>> {
    const answer = await this.#ask(['forget', attempt], bound);
    if (!answer.ok) return answer;
    switch (answer.value.toString('utf8')) {
      case 'forgotten\n':
        this.#launchers.delete(attempt);
        this.#bundles.delete(attempt);
        return ok(undefined);
      case 'running\n':
        return err(failure('board/held', { attempt }));
      default:
        return unreadable('forget');
    }
  }

  async vacate(how: Vacating, bound: Bound): Promise<Result<Occupancy, Failure>> {
    const restS = Math.floor((bound.deadline - this.options.clock.monotonicNs()) / 1e9);
    // Half of the time for the holder's own ladder, the rest for ours.
    const answer = await this.#ask(['vacate', how, String(Math.min(Math.max(Math.floor(restS / 2), 1), 60))], bound);
    if (!answer.ok) return answer;
    const occupancy = parseOccupancy(answer.value.toString('utf8'));
    return occupancy ? ok(occupancy) : unreadable('vacate');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.options.link[Symbol.asyncDispose]();
  }

  async #sight(words: readonly string[], attempt: AttemptId, bound: Bound): Promise<Result<Sighting, Failure>> {
    const answer = await this.#ask(words, bound);
    if (!answer.ok) return answer;
    const seen = parseSeen(answer.value);
    return seen ? ok(this.#saw(attempt, seen)) : unreadable(words[0] ?? '');
  }

  /** An ended attempt does not change any more: its small files need not be asked for again. */
  #saw(attempt: AttemptId, seen: Seen): Sighting {
    if (seen.bundle.size > 0) this.#bundles.set(attempt, seen.bundle);
    return seen.sighting;
  }

  async #ask(
    words: readonly string[],
    bound: Bound,
    io: { readonly input?: string; readonly limit?: Bytes; readonly heard?: () => void } = {},
  ): Promise<Result<Buffer, Failure>> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const output = (chunk: Uint8Array): boolean => {
      io.heard?.();
      chunks.push(chunk);
      length += chunk.length;
      return length <= (io.limit ?? longestAnswer);
    };
    const exit = await this.options.link.run(words, { input: io.input ?? null, output }, bound);
    if (!exit.ok) return exit;
    const { code, said } = exit.value;
    if (code !== 0) return err(failure('board/link-lost', { why: 'refused', code, said, command: words[0] ?? '' }));
    return ok(Buffer.concat(chunks));
  }

  /** The promise's value, or what came first of deadline and cancellation. */
  async #first<T>(promise: Promise<T>, bound: Bound): Promise<T | 'deadline' | 'cancelled'> {
    const over = new AbortController();
    const either = AbortSignal.any([over.signal, bound.signal]);
    const stopped = this.options.clock
      .sleepUntil(bound.deadline, either)
      .then(() => (bound.signal.aborted ? ('cancelled' as const) : ('deadline' as const)));
    try {
      return await Promise.race([promise, stopped]);
    } finally {
      over.abort();
    }
  }
}

function unreadable(command: string): { readonly ok: false; readonly error: Failure } {
  return err(failure('board/link-lost', { why: 'unreadable', command }));
}
