/** A simulated board for the contract of the port, with nothing going wrong on it but what the test does. */
import { digestOf } from '#core/digest.js';
import { bytes, seconds } from '#core/units.js';
import type { Board } from '#domain/board.js';
import type { Job, JobLimits } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import { attemptId, boardId } from '#domain/names.js';
import type { BoardRig, Deed } from '#test/boards/rig.js';
import { Chaos } from './chaos.js';
import type { Sayings } from './sayings.js';
import { VirtualBoard } from './virtual-board.js';
import { virtualClock, virtualConnector } from './virtual-ports.js';
import { VirtualTime } from './virtual-time.js';

const limits: JobLimits = {
  runNs: seconds(36_000),
  graceNs: seconds(1),
  messagesBytes: bytes(1e8),
  logBytes: bytes(1e6),
};
const says = (text: string): Uint8Array => new TextEncoder().encode(text);
const silent: Sayings = { messages: says(''), stderr: says(''), out: says(''), exitCode: 0 };
const deeds: Readonly<Record<Deed, Sayings & { readonly endless?: true }>> = {
  succeeds: { ...silent, messages: says('hello\n') },
  'fails with 7': { ...silent, exitCode: 7 },
  'never ends': { ...silent, endless: true },
  'ignores TERM': { ...silent, endless: true },
  floods: { ...silent, messages: new Uint8Array(5_000_000), endless: true },
};

export class VirtualRig implements BoardRig {
  readonly #time = new VirtualTime();
  readonly #deeds = new Map<string, Deed>();
  readonly #virtual: VirtualBoard;
  #over = false;
  readonly clock = virtualClock(this.#time);
  readonly board: Board = { id: boardId('virtual'), transport: { kind: 'local' }, devices: [], paths: {} };
  readonly connector;

  constructor() {
    // After the calm nothing goes wrong by chance.
    const chaos = new Chaos(1, () => Number.POSITIVE_INFINITY);
    const watcher = {
      begins: () => undefined,
      tends: () => undefined,
      says: ({ attempt }: Job) => deeds[this.#deeds.get(attempt) ?? 'succeeds'],
    };
    const habits = { sweeps: true, locks: true, idempotent: true };
    this.#virtual = new VirtualBoard({ time: this.#time, chaos, watcher, habits });
    const boards = new Map([[this.board.id, this.#virtual]]);
    this.connector = virtualConnector({ time: this.#time, chaos, boards, crashPoint: () => false });
    void this.#flow();
  }

  job(attempt: string, deed: Deed, own: Partial<JobLimits> = {}): Job {
    this.#deeds.set(attempt, deed);
    const document = { attempt };
    return {
      attempt: attemptId(attempt),
      argv: [deed],
      env: {},
      files: [],
      document,
      exclusive: true,
      limits: { ...limits, ...own },
    };
  }

  file(content: string): Promise<StoredFile> {
    return Promise.resolve({ digest: digestOf(content), bytes: bytes(content.length), path: content });
  }

  up(): Promise<void> {
    return Promise.resolve();
  }

  killSupervisor(attempt: string): Promise<void> {
    this.#virtual.killSupervisor(attemptId(attempt));
    return Promise.resolve();
  }

  killRunner(attempt: string): Promise<void> {
    this.#virtual.killRunner(attemptId(attempt));
    return Promise.resolve();
  }

  lives(attempt: string): Promise<boolean> {
    return Promise.resolve(this.#virtual.attempts.get(attemptId(attempt))?.runner === 'alive');
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    return Promise.resolve();
  }

  /** Time passes as soon as everybody waits for it. */
  async #flow(): Promise<void> {
    while (!this.#over) await this.#time.run(Number.POSITIVE_INFINITY, () => this.#over);
  }
}
