/**
 * Matrix → cells → plan, against a bare loop in the same Node that canonicalises (RFC 8785) and hashes the same cells.
 *
 * Two readings of "the same cells" are printed. In the strict one, which is held to the bound, the loop makes one text and
 * one hash of each cell: of its levels, what its key is made of. The program must hash each cell twice, for its key and for
 * its fingerprint, so the loop of the other reading does both: the levels and the recipe.
 *
 * How it grows is seen in fresh processes, which also tell their peak memory.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bareLoop } from './bare-loop.js';
import { bigMatrix } from './big-matrix.js';
import { growthOf } from './growth.js';
import { median, paired, report } from './paired.js';

const BOUND = 3;
const EXPONENT_MAX = 1.1;
const PEAK_MAX_BYTES = 1.5e9;
const CELLS = 100_000;
const SIZES = [10_000, 100_000, 1_000_000];
/** Of each size, for the growth; the largest takes many seconds. */
const RUNS = 3;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** What the last measurement left behind is cleared before the next one: its plan is no part of the other's time. */
function timed(work) {
  collectGarbage();
  const began = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - began) / 1e6;
}

async function comparePerCell() {
  const { expandAndPlan, makeWorld } = await bigMatrix();
  const world = makeWorld(CELLS);
  const ours = () => timed(() => expandAndPlan(world));
  // What the loops are given is all that is kept: a plan in memory would slow the collector down, and us with it.
  const levels = expandAndPlan(world).cells.map((cell) => ({ format: 1, levels: { ...cell.levels } }));
  const strict = await paired({ pairs: 9, ours, rival: () => timed(() => bareLoop(levels)) });
  const held = report(`expand and plan ${levels.length} cells against one text and hash a cell`, strict, BOUND);
  const both = expandAndPlan(world).cells.flatMap((cell) => [
    { format: 1, levels: cell.levels },
    cell.measurement.recipe,
  ]);
  const fair = await paired({ pairs: 3, ours, rival: () => timed(() => bareLoop(both)) });
  report('  the same against both texts and hashes that the program needs', fair, BOUND);
  return held;
}

function compareSizes() {
  const runs = SIZES.map((size) => Array.from({ length: RUNS }, () => once(size)));
  const points = runs.map((all) => ({
    size: all[0].size,
    ms: median(all.map(({ ms }) => ms)),
    peakBytes: Math.max(...all.map(({ peakBytes }) => peakBytes)),
  }));
  for (const { size, ms, peakBytes } of points)
    process.stdout.write(`     ${size} cells: ${ms.toFixed(0)} ms, peak ${(peakBytes / 1e6).toFixed(0)} MB\n`);
  const exponent = growthOf(points);
  const peakBytes = points.at(-1).peakBytes;
  const held = exponent <= EXPONENT_MAX && peakBytes <= PEAK_MAX_BYTES;
  const bounds = `bounds ${EXPONENT_MAX} and ${PEAK_MAX_BYTES / 1e6} MB`;
  process.stdout.write(
    `${held ? 'ok  ' : 'FAIL'} growth exponent ${exponent.toFixed(2)}, peak ${(peakBytes / 1e6).toFixed(0)} MB (${bounds})\n`,
  );
  return held;
}

function once(size) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'plan-once.js'), `${size}`],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const perCell = await comparePerCell();
process.exitCode = compareSizes() && perCell ? 0 : 1;
