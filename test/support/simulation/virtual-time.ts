/**
 * Virtual time: nothing in a simulation waits for anything but `after`. `run` takes the earliest entry (time, then
 * order of asking), sets the time, resolves it, and gives one turn of the event loop, which drains all microtasks.
 * A crash forgets what calls of the orchestrator were waiting for; what boards do goes on, as runners do.
 */
import { setImmediate as turn } from 'node:timers/promises';

interface Entry {
  readonly at: number;
  readonly seq: number;
  readonly whose: 'call' | 'board';
  readonly resolve: () => void;
}

export type Verdict = 'done' | 'stuck' | 'too-long';

export class VirtualTime {
  now = 0;
  /** Raised by a crash: calls of an earlier life have no effect and never return. */
  life = 0;
  #seq = 0;
  #heap: Entry[] = [];

  after(ns: number, whose: 'call' | 'board'): Promise<void> {
    return new Promise((resolve) => {
      this.#insert({ at: this.now + Math.max(0, ns), seq: this.#seq++, whose, resolve });
    });
  }

  /** An entry that can be resolved early, as an abort does. Returns the cancel function. */
  alarm(at: number, resolve: () => void): () => void {
    const entry: Entry = { at: Math.max(at, this.now), seq: this.#seq++, whose: 'call', resolve };
    this.#insert(entry);
    return () => {
      this.#heap = this.#heap.filter((other) => other !== entry);
    };
  }

  async run(untilNs: number, isDone: () => boolean): Promise<Verdict> {
    for (;;) {
      await turn();
      if (isDone()) return 'done';
      const next = this.#heap.shift();
      if (!next) return 'stuck';
      if (next.at > untilNs) return 'too-long';
      this.now = next.at;
      next.resolve();
    }
  }

  crash(): void {
    this.life++;
    this.#heap = this.#heap.filter((entry) => entry.whose === 'board');
  }

  #insert(entry: Entry): void {
    let low = 0;
    let high = this.#heap.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#heap[middle];
      if (other && (other.at < entry.at || (other.at === entry.at && other.seq < entry.seq))) low = middle + 1;
      else high = middle;
    }
    this.#heap.splice(low, 0, entry);
  }
}

/** A promise that nobody resolves: what a dead orchestrator is waiting for. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
