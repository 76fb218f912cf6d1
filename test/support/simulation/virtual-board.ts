/**
 * A board with what the supervisor promises and nothing more: a kernel lock, attempts by id, a sweep, and processes that
 * live on when their supervisor dies. Its state survives the orchestrator; what happens on it costs virtual time.
 */
import type { Bytes, Nanoseconds } from '#core/units.js';
import type { Ending, Holder, Job, Sighting } from '#domain/job.js';
import type { AttemptId } from '#domain/names.js';
import type { Launched, Occupancy, Vacating } from '#ports/boards.js';
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

function isUpkeep({ document }: Job): boolean {
  return typeof document === 'object' && document !== null && 'upkeep' in document;
}

export interface BoardWatcher {
  /** A job of upkeep begins: it measures nothing, and nothing may be measured beside it. */
  tends(attempt: AttemptId, alive: readonly string[]): void;
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
  /** What an artifact may hang on. */
  readonly kernel?: string;
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
  /** hung: nothing on it moves any more, until its power is cut or somebody comes by. */
  #state: 'up' | 'hung' | 'off' | 'dead' = 'up';
  #bootedAtNs = 0;
  /** Answers, and is not what it was: only its canary tells. */
  isSlow = false;
  /** Whatever runs on it is killed: by what an earlier attempt left, or by a driver that only a restart mends. */
  #sick: 'dirt' | 'driver' | undefined;

  constructor(parts: VirtualBoardParts) {
    this.#parts = parts;
  }

  get kernel(): string {
    return this.#parts.kernel ?? '6.0';
  }

  launch(job: Job): Launched {
    const { time, watcher, habits } = this.#parts;
    const known = this.attempts.has(job.attempt) || this.#forgotten.has(job.attempt);
    if (known && habits.idempotent) return { kind: 'exists' };
    this.#doorbell(job);
    if (this.#lock !== undefined && habits.locks) return { kind: 'held', holder: holderOf(this.#lock) };
    if (habits.sweeps) this.#sweep();
    const others = [...this.#alive(), ...(this.#lock === 'stranger' ? ['a stranger'] : [])];
    const upkeep = isUpkeep(job);
    watcher[upkeep ? 'tends' : 'begins'](job.attempt, others);
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
    void (upkeep ? this.#tend(attempt) : this.#live(attempt));
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

  get answers(): boolean {
    return this.#state === 'up' && this.#parts.time.now >= this.#bootedAtNs;
  }

  /** Whether somebody else would notice what is done to the board now. */
  get isStrangers(): boolean {
    return this.answers && this.#lock === 'stranger';
  }

  /** What a hook of the inventory does to it. */
  switchPower(word: string): void {
    if (word === 'power-off' && this.#state !== 'dead') this.#fall('off');
    if (word === 'power-on') this.givePower();
  }

  givePower(): void {
    if (this.#state !== 'off') return;
    this.#state = 'up';
    this.isSlow = false;
    this.#sick = undefined;
    const { time, chaos } = this.#parts;
    this.#bootedAtNs = time.now + (chaos.isCalm ? 0 : chaos.stream('boots').next() * 60e9);
  }

  restart(): void {
    if (this.#state !== 'up') return;
    this.#fall('off');
    this.givePower();
  }

  /** Somebody comes by and does what had to be done. */
  repair(): void {
    if (this.#state === 'dead') return;
    if (this.#state !== 'up') {
      this.#fall('off');
      this.givePower();
    }
    this.isSlow = false;
    this.#sick = undefined;
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  /** Everything on it dies, its files stay, and what starts again is another boot. */
  #fall(state: 'off' | 'hung' | 'dead'): void {
    this.boot++;
    this.#state = state;
    this.#lock = undefined;
    for (const other of this.attempts.values()) {
      if (other.runner === 'alive') other.runner = 'dead';
      if (other.supervisor === 'alive') this.#bury(other);
    }
  }

  #hang(): void {
    if (this.#state !== 'up') return;
    this.#fall('hung');
    // Without a hook that cuts its power it hangs until somebody comes by.
    void this.#parts.time.after(1200e9, 'board').then(() => {
      if (this.#state === 'hung') this.repair();
    });
  }

  /** A job that only holds the lock while something is done, or does it. */
  async #tend(attempt: VirtualAttempt): Promise<void> {
    const { time } = this.#parts;
    const [word = ''] = attempt.job.argv;
    void time.after(attempt.job.limits.runNs, 'board').then(() => this.#end(attempt, 'timeout', null));
    if (word === 'sleep') return;
    await time.after(0.5e9, 'board');
    if (word === 'reboot' && !attempt.ending && attempt.supervisor === 'alive') this.restart();
    if (this.#sick === 'dirt') this.#sick = undefined;
    this.#end(attempt, 'exited', this.#sick ? 'killed' : 0);
  }

  vacate(how: Vacating): Occupancy {
    if (how === 'stop' && this.#lock !== undefined && this.#lock !== 'stranger') this.stop(this.#lock);
    if (this.#lock !== undefined) {
      return { kind: 'held', holder: { ...holderOf(this.#lock), pid: 1, limitNs: null }, pids: [] };
    }
    const left = this.#alive().length;
    if (how !== 'look') this.#sweep();
    return { kind: 'free', swept: how === 'look' ? 0 : left, left: 'empty' };
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
    if (this.#sick) void time.after(0.2e9, 'board').then(() => this.killRunner(job.attempt));
    const blow = (['kill-supervisor', 'kill-runner', 'reboot', 'hang', 'slow', 'sick', 'death'] as const).find(
      (fault) => chaos.strikes(fault),
    );
    void time.after(job.limits.runNs, 'board').then(() => this.#end(attempt, 'timeout', null));
    if (blow) {
      await time.after(lengthNs * chaos.stream('blows').next(), 'board');
      this.#strike(blow, job.attempt);
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

  #strike(
    blow: 'kill-supervisor' | 'kill-runner' | 'reboot' | 'hang' | 'slow' | 'sick' | 'death',
    attempt: AttemptId,
  ): void {
    const { chaos } = this.#parts;
    if (blow === 'reboot') this.restart();
    else if (blow === 'kill-runner') this.killRunner(attempt);
    else if (blow === 'kill-supervisor') this.killSupervisor(attempt);
    else if (chaos.isCalm) return;
    else if (blow === 'hang') this.#hang();
    else if (blow === 'slow') this.isSlow = true;
    else if (blow === 'death') this.#fall('dead');
    else this.#sick = chaos.stream('sick').next() < 0.5 ? 'dirt' : 'driver';
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

  #doorbell(job: Job): void {
    const comes = this.#lock === undefined && this.#parts.chaos.strikes(isUpkeep(job) ? 'visitor' : 'stranger');
    if (comes) this.#strangerComes();
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
