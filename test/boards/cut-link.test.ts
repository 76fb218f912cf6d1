/**
 * The link to a board cut at 50 seeded moments of real runs: the built program, a real sshd, a proxy that fails at an exact
 * byte in every way a network does. Nothing is lost, nothing is measured twice, nobody ever measured beside another.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Random, randomStream } from '#core/random.js';
import { type Direction, type Fault, FaultProxy } from '#test/boards/fault-proxy.js';
import { Sshd } from '#test/boards/sshd.js';
import { endStarted, ensureBuilt, root, runToEnd, start } from '#test/cli/binary.js';
import { expectAccepted, expectLedger, isComplete, recordsOf } from '#test/kill/checks.js';
import { LedgerProject } from '#test/kill/ledger-project.js';

const CUTS = 50;
const SEED = 20_261_121;
/** FIN and RST are noticed at once; a black hole takes three keep-alives, and is met here a few times. */
const faults: readonly Fault[] = ['fin', 'rst', 'fin', 'rst', 'fin', 'rst', 'fin', 'rst', 'fin', 'black-hole'];

beforeAll(ensureBuilt);
afterEach(endStarted);

test(`a link cut at ${CUTS} seeded moments loses nothing`, { timeout: 1_800_000 }, async () => {
  const random = randomStream(SEED, 'cuts');
  await using sshd = await Sshd.start();
  await using proxy = await FaultProxy.to(sshd.port);
  giveModules(sshd);
  const env = impatient(sshd);
  let cuts = 0;
  while (cuts < CUTS) {
    using project = new LedgerProject(transportOf(sshd, proxy));
    let command = ['run', project.experiment, '--json'];
    for (let complete = false; !complete; ) {
      const program = start(command, { cwd: project.folder, env });
      const over = new AbortController();
      const cutting = cutAgain(proxy, random, over.signal);
      const { code, err } = await program.ended;
      over.abort();
      proxy.mend();
      cuts += await cutting;
      expect([0, 3, 5], err).toContain(code);
      complete = isComplete(recordsOf(project));
      command = ['resume', '--json'];
    }
    expectAccepted(recordsOf(project));
    expectLedger(project, recordsOf(project));
    const again = await runToEnd(['resume'], { cwd: project.folder, env });
    expect(again.code, again.err).toBe(0);
  }
});

/** Cuts after a seeded number of bytes, and again, until the run is over; gives how often. */
async function cutAgain(proxy: FaultProxy, random: Random, over: AbortSignal): Promise<number> {
  const ended = new Promise<'over'>((resolve) => over.addEventListener('abort', () => resolve('over')));
  for (let cuts = 0; ; cuts++) {
    const direction: Direction = random.below(2) === 0 ? 'up' : 'down';
    const fault = faults[random.below(faults.length)] ?? 'rst';
    // A handshake is some 5 kB each way, a whole session some 10: every part of a run is met.
    const struck = proxy.strikeAfter(1 + random.below(60_000), direction, fault);
    if ((await Promise.race([struck, ended])) === 'over') return cuts;
    proxy.mend();
  }
}

function transportOf(sshd: Sshd, proxy: FaultProxy): string {
  const { user, identityFile } = sshd.target;
  const alive = `host: 127.0.0.1, port: ${proxy.port}, user: ${user}, identity_file: ${identityFile}`;
  return `ssh: { ${alive}, host_keys: ['${sshd.fingerprint}'] }`;
}

/** What the toolchain of the ledger asks for is found from the home of the board. */
function giveModules(sshd: Sshd): void {
  symlinkSync(join(root, 'node_modules'), join(sshd.home, 'node_modules'));
}

/** The OpenSSH of a user who wants dead links to be noticed in 15 s: without it each black hole takes 45 s. */
function impatient({ home }: Sshd): { readonly PATH: string } {
  const bin = join(home, 'bin');
  const ssh = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
  mkdirSync(bin);
  const program = `#!/bin/sh\nexec ${ssh} -o ServerAliveInterval=5 -o ServerAliveCountMax=2 "$@"\n`;
  writeFileSync(join(bin, 'ssh'), program, { mode: 0o755 });
  return { PATH: `${bin}:${process.env['PATH']}` };
}
