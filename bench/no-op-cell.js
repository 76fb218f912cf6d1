/**
 * What the orchestrator costs: one session of a cell that measures nothing (intent on disk, job, files, launch, supervisor,
 * messages, samples as Parquet, metrics, outcome on disk) against `execa` of the same runner with the same job file.
 * A session's length is the time from the end of the one before it, so that nothing between two sessions is left out.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { median, paired, report } from './paired.js';

const BOUND = 1.5;
const SESSIONS = 25;
const here = join(import.meta.dirname, 'no-op');
const bin = join(import.meta.dirname, '..', 'bin', 'orchestrate.cjs');
const folder = mkdtempSync(join(tmpdir(), 'orchestrate-bench-'));
const runner = join(here, 'toolchains', 'no-op', 'no-op.mjs');

/** Median length of a session in one run set, the first left out: it also connects. */
async function sessionOfOurs() {
  const spec = readFileSync(join(here, 'experiment.yaml'), 'utf8').replace('sessions: 1', `sessions: ${SESSIONS}`);
  const experiment = join(here, 'many.yaml');
  writeFileSync(experiment, spec);
  try {
    const { stdout } = await execa(process.execPath, [
      bin,
      'run',
      experiment,
      '--json',
      '--store',
      join(folder, 'runs'),
    ]);
    const ends = stdout
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter((event) => event.kind === 'ended')
      .map((event) => event.atNs / 1e6);
    if (ends.length !== SESSIONS) throw new Error(`${ends.length} sessions ended, expected ${SESSIONS}`);
    return median(ends.slice(1).map((end, index) => end - ends[index]));
  } finally {
    rmSync(experiment);
  }
}

async function sessionOfExeca() {
  const job = writeJob();
  const lengths = [];
  for (let session = 0; session < SESSIONS; session++) {
    const began = process.hrtime.bigint();
    await execa(process.execPath, [runner, job], { cwd: folder });
    lengths.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  return median(lengths);
}

function writeJob() {
  const path = join(folder, 'job.json');
  writeFileSync(
    path,
    JSON.stringify({ asked: { provider: 'none', unit: 'cpu', arithmetic: 'fp32' }, messages: 'messages' }),
  );
  return path;
}

try {
  const result = await paired({ pairs: 7, ours: sessionOfOurs, rival: sessionOfExeca });
  process.exitCode = report('one no-op session against execa of its runner', result, BOUND) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
