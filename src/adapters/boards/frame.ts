/**
 * What a command says begins behind a mark: the files that a login shell reads may print a greeting before it. What comes
 * before is measured and never read.
 */

/** More than any greeting; who prints this much is no board. */
const mostNoise = 1 << 20;
const nothing = Buffer.alloc(0);

export class Frame {
  readonly #mark: Buffer;
  readonly #opened: (noiseBytes: number) => void;
  #before = nothing;
  #noiseBytes = 0;
  #open = false;

  /** `opened` is told how many bytes came before the mark. */
  constructor(mark: string, opened: (noiseBytes: number) => void = () => undefined) {
    this.#mark = Buffer.from(mark);
    this.#opened = opened;
  }

  /** Whether the mark has come. */
  get open(): boolean {
    return this.#open;
  }

  get isNoise(): boolean {
    return !this.#open && this.#noiseBytes > mostNoise;
  }

  /** What of this piece is behind the mark. */
  take(chunk: Buffer): Buffer {
    if (this.#open) return chunk;
    const seen = Buffer.concat([this.#before, chunk]);
    const at = seen.indexOf(this.#mark);
    if (at >= 0) {
      this.#open = true;
      this.#before = nothing;
      this.#noiseBytes += at;
      this.#opened(this.#noiseBytes);
      return seen.subarray(at + this.#mark.length);
    }
    // The mark may be cut anywhere.
    const rest = Math.min(seen.length, this.#mark.length - 1);
    this.#noiseBytes += seen.length - rest;
    this.#before = seen.subarray(seen.length - rest);
    return nothing;
  }
}
