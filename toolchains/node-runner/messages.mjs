/** The messages file: one JSON object a line, numbered by `seq`; a line is appended whole. */
import { closeSync, openSync, writeSync } from 'node:fs';

/** Samples wait in memory and are written at most this often: writing disturbs the iterations around it. */
const FLUSH_NS = 1_000_000_000n;
/** Samples in one line; whoever reads takes 131,072. */
const RUN_MOST = 50_000;

export class Messages {
  #fd;
  #seq = 0;
  /** Lines that are complete and not yet written. */
  #lines = '';
  #run = emptyRun('cold', 0);
  #index = 0;
  #items;
  #writtenAt = process.hrtime.bigint();

  /**
   * @param {string} path Appended to; made when it is not there.
   * @param {{ items?: number }} [counts] Of each inference that is sampled.
   */
  constructor(path, { items = 1 } = {}) {
    this.#fd = openSync(path, 'a');
    this.#items = items > 1 ? { items } : {};
  }

  /** Written at once, after the samples that came before it. Never called between two iterations that are measured. */
  say(body) {
    this.#endRun();
    this.#line(body);
    this.#write();
  }

  /** Keeps one sample: its start and the duration of its inference, integer nanoseconds of the monotonic clock. */
  sample(of, start, end) {
    const run = this.#run;
    if (run.of !== of || run.startNs.length >= RUN_MOST) this.#endRun(of);
    this.#run.startNs.push(Number(start));
    this.#run.inference.push(Number(end - start));
    this.#index++;
    if (end - this.#writtenAt < FLUSH_NS) return;
    this.#endRun();
    this.#write();
  }

  close() {
    this.#endRun();
    this.#write();
    closeSync(this.#fd);
  }

  #endRun(next = this.#run.of) {
    const { of, first, startNs, inference } = this.#run;
    if (startNs.length > 0) this.#line({ kind: 'samples', of, first, ...this.#items, startNs, phases: { inference } });
    this.#run = emptyRun(next, this.#index);
  }

  #line(body) {
    this.#lines += `${JSON.stringify({ seq: this.#seq, ...body })}\n`;
    this.#seq++;
  }

  #write() {
    let rest = Buffer.from(this.#lines);
    this.#lines = '';
    // A disk that is nearly full takes a part of it first.
    while (rest.length > 0) rest = rest.subarray(writeSync(this.#fd, rest));
    this.#writtenAt = process.hrtime.bigint();
  }
}

function emptyRun(of, first) {
  return { of, first, startNs: [], inference: [] };
}
