/** How long the program takes to say something: `--help` and `status` against a bare Node that does nothing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paired, report } from './paired.js';

const BOUND = 1.7;
const bin = join(import.meta.dirname, '..', 'bin', 'orchestrate.cjs');
const folder = mkdtempSync(join(tmpdir(), 'orchestrate-bench-'));

function timed(args, expected = 0) {
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  if (status !== expected) throw new Error(`${args.join(' ')} exited ${status}: ${stderr}`);
  return took;
}

/** A store with one small run set in it, made by the program itself. */
function makeRunSet() {
  const experiment = join(import.meta.dirname, 'no-op', 'experiment.yaml');
  timed([bin, 'run', experiment, '--store', join(folder, 'runs')]);
}

try {
  makeRunSet();
  const bare = () => timed(['-e', '0']);
  const help = await paired({ pairs: 41, ours: () => timed([bin, '--help']), rival: bare });
  const status = await paired({
    pairs: 41,
    ours: () => timed([bin, 'status', '--store', join(folder, 'runs')]),
    rival: bare,
  });
  const held = [
    report('orchestrate --help against node -e 0', help, BOUND),
    report('orchestrate status against node -e 0', status, BOUND),
  ];
  process.exitCode = held.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
