/** A stand-in for a terminal or a pipe: keeps what was written. */
import { Writable } from 'node:stream';

export class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
  get lines(): string[] {
    return this.text.split('\n').filter((line) => line !== '');
  }
}
