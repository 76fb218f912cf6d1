/** How far a long check has come, on a terminal only, and only when it takes long enough to wonder. */
import { progressWords } from '#wording/verify.js';

const quietMs = 2000;
const betweenMs = 200;

export interface FileCounter {
  readonly tell: () => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

export function fileCounter(): FileCounter {
  const { stderr } = process;
  let [done, next] = [0, performance.now() + quietMs];
  let shown = false;
  return {
    tell: () => {
      done += 1;
      const now = performance.now();
      if (!stderr.isTTY || now < next) return;
      next = now + betweenMs;
      shown = true;
      stderr.write(`\r${progressWords(done)}\u001b[K`);
    },
    end: () => {
      if (shown) stderr.write('\r\u001b[K');
    },
  };
}
