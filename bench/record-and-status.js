/**
 * 100,000 outcomes of no-op sessions recorded, against plain better-sqlite3 inserting the same rows in the same
 * transactions; then `status` of them, as the built program, against `status` of ten. The databases lie in memory where the
 * machine has such a folder: a disk that flushes slowly would make any two programs look alike.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bigMatrix } from './big-matrix.js';
import { median, paired, report } from './paired.js';
import { plainInserts } from './plain-inserts.js';
import { attemptsOf, filesOf, metrics, wallAt } from './sessions.js';

const SESSIONS = 100_000;
/** A pair of turns: long enough to be timed, short enough that both sides meet tables of one size. */
const TURN = 10_000;
/** At no less than half the rate. */
const RECORD_BOUND = 2;
const STATUS_BOUND = 2;
const bin = join(import.meta.dirname, '..', 'bin', 'orchestrate.cjs');
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'orchestrate-bench-'));
const matrix = await bigMatrix({ sessions: 1 });
const { attemptIdOf, digestOfPlan, openResultStore } = matrix.source;

function begin(name, cells) {
  const whole = matrix.expandAndPlan(matrix.makeWorld(cells));
  const plan = { ...whole, cells: whole.cells.slice(0, cells) };
  const opened = openResultStore(join(folder, name, 'orchestrate.db'), { mode: 'write' });
  if (!opened.ok) throw new Error(opened.error.kind);
  const store = opened.value;
  const runSet = {
    id: `20261120-000000-big-${name}`,
    experiment: plan.experiment,
    name: null,
    tags: [],
    where: null,
    spec: '',
    specPath: 'big.yaml',
    inventory: null,
    planDigest: digestOfPlan(plan),
    seed: plan.seed,
    startedAt: wallAt(0),
    endedAt: null,
  };
  const began = process.hrtime.bigint();
  store.begin(runSet, plan);
  const frozenMs = Number(process.hrtime.bigint() - began) / 1e6;
  const attempts = attemptsOf(plan, runSet.id, attemptIdOf);
  store.record(runSet.id, { kind: 'woke', at: 0 }, [launch(attempts[0])], wallAt(0));
  return { store, runSet, attempts, frozenMs };
}

const launch = ({ id, work, board, try: tryNumber }) => ({
  kind: 'launch',
  attempt: { id, work, board, try: tryNumber },
});

/** Two transactions a session: it has begun, and it has ended, which opens the next one. */
function recordOne({ store, runSet, attempts }, index) {
  const { id, at, wall } = attempts[index];
  store.record(runSet.id, { kind: 'launched', at, attempt: id }, [], wall);
  const next = attempts[index + 1];
  const evidence = { files: filesOf(runSet.id, id), metrics };
  const ended = { kind: 'ended', at, attempt: id, outcome: { kind: 'succeeded' }, evidence };
  store.record(runSet.id, ended, next ? [launch(next)] : [], wall);
}

function timed(from, record) {
  const began = process.hrtime.bigint();
  for (let index = from; index < from + TURN; index++) record(index);
  return Number(process.hrtime.bigint() - began) / 1e6;
}

function recordAll(many) {
  const plain = plainInserts(join(folder, 'plain.db'), join(folder, 'many', 'orchestrate.db'));
  const rows = [];
  for (let from = 0; from + TURN <= SESSIONS; from += TURN) {
    const ours = () => timed(from, (index) => recordOne(many, index));
    const rival = () => timed(from, (index) => plain.record(many.runSet.id, many.attempts[index]));
    const first = from % (2 * TURN) === 0 ? ours() : undefined;
    const rivalMs = rival();
    rows.push({ rivalMs, oursMs: first ?? ours() });
  }
  plain.close();
  const ratios = rows.map(({ oursMs, rivalMs }) => oursMs / rivalMs);
  return {
    oursMs: rows.reduce((sum, { oursMs }) => sum + oursMs, 0),
    rivalMs: rows.reduce((sum, { rivalMs }) => sum + rivalMs, 0),
    ratio: median(ratios),
    low: Math.min(...ratios),
    high: Math.max(...ratios),
    pairs: rows.length,
  };
}

function status(name) {
  const began = process.hrtime.bigint();
  const args = [bin, 'status', '--store', join(folder, name)];
  const { status: code, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (code !== 0) throw new Error(stderr);
  return { ms: Number(process.hrtime.bigint() - began) / 1e6, stdout };
}

async function compareStatus(what) {
  const ours = () => status('many').ms;
  const rival = () => status('ten').ms;
  return report(`status of ${what} against status of ten`, await paired({ pairs: 21, ours, rival }), STATUS_BOUND);
}

function finish({ store, runSet }) {
  store.finish(runSet.id, wallAt(SESSIONS));
}

try {
  const [many, ten] = [begin('many', SESSIONS), begin('ten', 10)];
  process.stdout.write(`     freezing a plan of ${many.attempts.length} cells: ${many.frozenMs.toFixed(0)} ms\n`);
  for (let index = 0; index < 5; index++) recordOne(ten, index);
  const held = [await compareStatus(`${SESSIONS} cells before the first session`)];
  held.push(report(`recording ${SESSIONS} sessions against plain inserts`, recordAll(many), RECORD_BOUND));
  for (let index = 5; index < 10; index++) recordOne(ten, index);
  for (const each of [many, ten]) finish(each);
  held.push(await compareStatus(`${SESSIONS} outcomes`));
  process.stdout.write(`${status('many').stdout}\n`);
  for (const { store } of [many, ten]) store.close();
  process.exitCode = held.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
