/**
 * A board with what the supervisor promises and nothing more: a kernel lock, attempts by id, a sweep, and processes that
 * live on when their supervisor dies. Its state survives the orchestrator; what happens on it costs virtual time.
 */
import type { Bytes, Nanoseconds } from '#core/units.js';
import type { Ending, Holder, Job, Sighting } from '#domain/job.js';
import type { AttemptId } from '#domain/names.js';
import type { Launched } from '#ports/boards.js';
import type { Chaos } from './chaos.js';
import type { Sayings } from './sayings.js';
import type { VirtualTime } from './virtual-time.js';

interface VirtualAttempt {
  readonly job: Job;
  readonly boot: number;
  readonly begunNs: number;
  supervisor: 'alive' | 'dead';
  runner: 'alive' | 'dead';
  ending: Ending | undefined;
  messages: Uint8Array;
  stderr: Uint8Array;
  out: Uint8Array;
  waiters: (() => void)[];
}

/** Habits of a board: a broken one has one of them switched off, which a checker must notice. */
export interface Habits {
  readonly sweeps: boolean;
  readonly locks: boolean;
  readonly idempotent: boolean;
}

export interface BoardWatcher {
  /** A runner begins on the board: the moment at which every law can be broken. */
  begins(attempt: AttemptId, alive: readonly string[]): void;
  /** What its runner says and leaves behind; one that never ends says it at once. */
  says(job: Job, nowNs: number): Sayings & { readonly endless?: true };
}

export interface VirtualBoardParts {
  readonly time: VirtualTime;
  readonly chaos: Chaos;
  readonly watcher: BoardWatcher;
  readonly habits: Habits;
}

type Exit = number | 'killed' | null;

const empty = new Uint8Array();

export class VirtualBoard {
  readonly attempts = new Map<AttemptId, VirtualAttempt>();
  readonly stored = new Set<string>();
  boot = 1;
  #lock: AttemptId | 'stranger' | undefined;
  /** Names stay taken: a launch that was under way for long must not begin what is over. */
  readonly #forgotten = new Set<AttemptId>();
  readonly #parts: VirtualBoardParts;

  constructor(parts: VirtualBoardParts) {
    this.#parts = parts;
  }

  launch(job: Job): Launched {
    const { time, chaos, watcher, habits } = this.#parts;
    const known = this.attempts.has(job.attempt) || this.#forgotten.has(job.attempt);
    if (known && habits.idempotent) return { kind: 'exists' };
    if (this.#lock === undefined && chaos.strikes('stranger')) this.#strangerComes();
    if (this.#lock !== undefined && habits.locks) return { kind: 'held', holder: holderOf(this.#lock) };
    if (habits.sweeps) this.#sweep();
    watcher.begins(job.attempt, [...this.#alive(), ...(this.#lock === 'stranger' ? ['a stranger'] : [])]);
    this.#lock = job.attempt;
    const attempt: VirtualAttempt = {
      job,
      boot: this.boot,
      begunNs: time.now,
      supervisor: 'alive',
      runner: 'alive',
      ending: undefined,
      messages: empty,
      stderr: empty,
      out: empty,
      waiters: [],
    };
    this.attempts.set(job.attempt, attempt);
    void this.#live(attempt);
    return { kind: 'begun' };
  }

  /** Who holds the board so that no file may come. */
  measuring(): Holder | undefined {
    return this.#lock === undefined ? undefined : holderOf(this.#lock);
  }

  look(id: AttemptId): Sighting {
    const attempt = this.attempts.get(id);
    if (!attempt) return { kind: 'absent' };
    if (attempt.ending) return { kind: 'ended', ending: attempt.ending };
    if (attempt.supervisor === 'alive') return { kind: 'running' };
    if (this.#parts.habits.sweeps) attempt.runner = 'dead';
    attempt.ending = this.#ending(attempt, attempt.boot === this.boot ? 'vanished' : 'rebooted', null);
    return { kind: 'ended', ending: attempt.ending };
  }

  /** Told when the attempt's supervisor is gone, for whatever reason. */
  onEnd(id: AttemptId, listener: () => void): void {
    this.attempts.get(id)?.waiters.push(listener);
  }

  /** False for one that still runs. */
  forget(id: AttemptId): boolean {
    if (this.attempts.get(id)?.supervisor === 'alive') return false;
    this.attempts.delete(id);
    this.#forgotten.add(id);
    return true;
  }

  stop(id: AttemptId): Ending['left'] {
    const attempt = this.attempts.get(id);
    if (attempt && !attempt.ending && attempt.supervisor === 'alive') this.#end(attempt, 'stopped', null);
    else if (attempt) attempt.runner = 'dead';
    return 'empty';
  }

  #alive(): AttemptId[] {
    return [...this.attempts.values()].filter((other) => other.runner === 'alive').map((other) => other.job.attempt);
  }

  #sweep(): void {
    for (const other of this.attempts.values()) {
      if (other.supervisor === 'dead') other.runner = 'dead';
    }
  }

  /** One runner's life: it works for a while, and something may happen to it, its supervisor or the whole board. */
  async #live(attempt: VirtualAttempt): Promise<void> {
    const { time, chaos, watcher } = this.#parts;
    const { job } = attempt;
    const lengthNs = 1e9 + chaos.stream('lengths').next() * 20e9;
    const blow = (['kill-supervisor', 'kill-runner', 'reboot'] as const).find((fault) => chaos.strikes(fault));
    void time.after(job.limits.runNs, 'board').then(() => this.#end(attempt, 'timeout', null));
    if (blow) {
      await time.after(lengthNs * chaos.stream('blows').next(), 'board');
      if (blow === 'reboot') this.#reboot();
      else if (blow === 'kill-runner') this.killRunner(job.attempt);
      else this.killSupervisor(job.attempt);
    }
    await time.after(lengthNs, 'board');
    if (attempt.runner === 'dead') return;
    const said = watcher.says(job, time.now);
    attempt.messages = said.messages;
    attempt.stderr = said.stderr;
    attempt.out = said.out;
    if (said.messages.length > job.limits.messagesBytes) this.#end(attempt, 'flooded', null);
    if (said.endless) return;
    attempt.runner = 'dead';
    this.#end(attempt, 'exited', said.exitCode);
  }

  killRunner(id: AttemptId): void {
    const attempt = this.attempts.get(id);
    if (attempt) this.#end(attempt, 'exited', 'killed');
  }

  killSupervisor(id: AttemptId): void {
    const attempt = this.attempts.get(id);
    if (attempt && !attempt.ending && attempt.supervisor === 'alive') this.#bury(attempt);
  }

  #end(attempt: VirtualAttempt, reason: Ending['reason'], exit: Exit): void {
    if (attempt.ending || attempt.supervisor === 'dead') return;
    attempt.runner = 'dead';
    attempt.ending = this.#ending(attempt, reason, exit);
    this.#bury(attempt);
  }

  #bury(attempt: VirtualAttempt): void {
    attempt.supervisor = 'dead';
    if (this.#lock === attempt.job.attempt) this.#lock = undefined;
    for (const tell of attempt.waiters.splice(0)) tell();
  }

  #reboot(): void {
    this.boot++;
    for (const other of this.attempts.values()) {
      if (other.runner === 'alive') other.runner = 'dead';
      if (other.supervisor === 'alive') this.#bury(other);
    }
  }

  #strangerComes(): void {
    this.#lock = 'stranger';
    const staysNs = this.#parts.chaos.stream('strangers').next() * 30e9;
    void this.#parts.time.after(staysNs, 'board').then(() => {
      if (this.#lock === 'stranger') this.#lock = undefined;
    });
  }

  #ending(attempt: VirtualAttempt, reason: Ending['reason'], exit: Exit): Ending {
    const endedNs = this.#parts.time.now as Nanoseconds;
    const begunNs = attempt.begunNs;
    const exitCode = exit === 'killed' ? null : exit;
    const signal = exit === 'killed' ? 9 : null;
    return { reason, exitCode, signal, left: 'empty', begunNs, endedNs, oomKilled: false, note: null };
  }
}

function holderOf(lock: AttemptId | 'stranger'): Holder {
  return { attempt: lock, pid: null, user: null, since: null };
}

export function slice(bytes: Uint8Array, from: Bytes, max: Bytes): { bytes: Uint8Array; end: boolean } {
  return { bytes: Buffer.from(bytes.subarray(from, from + max)), end: from + max >= bytes.length };
}
