/** Bytes in, complete lines out. What follows the last line feed waits for its end; a line that never ends is refused. */

export type Lines = { readonly kind: 'lines'; readonly lines: readonly Uint8Array[]; readonly tooLong: boolean };

export interface LineSplitter {
  /** The lines completed by these bytes; `tooLong` when the next one is over the bound. */
  push(bytes: Uint8Array): Lines;
  /** Bytes of the line that is not complete. */
  pendingBytes(): number;
}

const lineFeed = 10;

export function createLineSplitter(maxLineBytes: number): LineSplitter {
  let pieces: Uint8Array[] = [];
  let pending = 0;
  let tooLong = false;
  const take = (last: Uint8Array): Uint8Array => {
    const line = new Uint8Array(pending + last.byteLength);
    let at = 0;
    for (const piece of [...pieces, last]) {
      line.set(piece, at);
      at += piece.byteLength;
    }
    pieces = [];
    pending = 0;
    return line;
  };
  return {
    push: (bytes) => {
      const lines: Uint8Array[] = [];
      let from = 0;
      while (!tooLong) {
        const end = bytes.indexOf(lineFeed, from);
        const last = bytes.subarray(from, end < 0 ? bytes.byteLength : end);
        tooLong = pending + last.byteLength > maxLineBytes;
        if (tooLong) break;
        if (end < 0) {
          // A copy: the caller may use its buffer again.
          if (last.byteLength > 0) pieces.push(last.slice());
          pending += last.byteLength;
          break;
        }
        lines.push(take(last));
        from = end + 1;
      }
      return { kind: 'lines', lines, tooLong };
    },
    pendingBytes: () => pending,
  };
}
