/** The contract on real processes, in each shell a board may have. */
import { LocalRig } from '#test/boards/local-rig.js';
import { boardSessionContract } from './board-session.js';

for (const shell of ['dash', 'bash', 'busybox'] as const) {
  boardSessionContract(`local board with ${shell}`, () => new LocalRig(shell));
}

// What a board lacks is done by others: the slowest of them keeps every promise too.
boardSessionContract(
  'local board with Python in place of flock, setsid, sha256sum',
  () => new LocalRig('dash', undefined, 'python3'),
);
