/** What the tests need besides Node. A missing component is a failure with a name, never a skipped test. */
import { spawnSync } from 'node:child_process';

/** Command → Debian package. */
const components = {
  busybox: 'busybox',
  flock: 'util-linux',
  setsid: 'util-linux',
  ps: 'procps',
  git: 'git',
  python3: 'python3',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
} as const;

export function setup(): void {
  const missing: [string, string][] = Object.entries(components).filter(
    ([command]) => spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${command}`]).status !== 0,
  );
  // Debian keeps the part of Python that makes environments apart; no command tells of it.
  if (spawnSync('python3', ['-c', 'import ensurepip, venv']).status !== 0)
    missing.push(['python3 -m venv', 'python3-venv']);
  if (missing.length === 0) return;
  const commands = missing.map(([command]) => command).join(', ');
  const packages = [...new Set(missing.map(([, name]) => name))].join(' ');
  throw new Error(`the tests need ${commands}: sh setup.sh installs them (apt-get install ${packages})`);
}
