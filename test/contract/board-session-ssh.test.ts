/** The contract through a real OpenSSH server: each login shell a board may have, and the limits that people set. */
import { SshRig } from '#test/boards/ssh-rig.js';
import type { SshdOptions } from '#test/boards/sshd.js';
import { boardSessionContract } from './board-session.js';

const greets = 'echo "Welcome to this board"; printf "%s" "$(date)" running; echo oops >&2\n';
const ways: Readonly<Record<string, SshdOptions>> = {
  'with dash': { shell: 'dash', sftp: false },
  'with a bash that greets': { shell: 'bash', bashrc: greets },
  'with busybox': { shell: 'busybox' },
  'with two channels at most': { config: ['MaxSessions 2'] },
  'with one channel at most': { config: ['MaxSessions 1'] },
};

for (const [way, options] of Object.entries(ways)) {
  boardSessionContract(`board by ssh ${way}`, () => SshRig.start(options));
}
