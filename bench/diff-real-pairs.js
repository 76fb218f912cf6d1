/**
 * Does `diff` cry wolf on this machine? One experiment is run N + 1 times into a store of its own, and each run set is
 * compared with the one before it by the built program. Nothing changes between two of them, so that every finding is a
 * false one. Its lines may be watched or left alone: it can run in the background, and a finding never stops it.
 *
 *   node bench/diff-real-pairs.js [--runs 21] [--experiment experiments/quickstart.yaml] [--store FOLDER] [--results FILE] [--keep]
 */
import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin', 'orchestrate.cjs');
/** Of pairs, without any finding: 19 of 20. */
const BOUND = 0.95;
/** Verdicts that say that something is another thing than before. */
const findings = ['regressed', 'improved', 'newly-failing', 'fixed', 'added', 'removed'];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '21' },
    experiment: { type: 'string', default: join(root, 'experiments', 'quickstart.yaml') },
    store: { type: 'string' },
    results: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 2 || runs > 1000) throw new Error('--runs: a whole number from 2 to 1000');
const experiment = resolve(values.experiment);
// A folder that was there before is never taken away.
const own = values.store === undefined;
const store = own ? mkdtempSync(join(tmpdir(), 'orchestrate-pairs-')) : resolve(values.store);
if (values.results !== undefined) writeFileSync(values.results, '');

/** To the terminal and to the file, at once: what was measured is not lost to whoever ends it. */
function say(line) {
  process.stdout.write(`${line}\n`);
  if (values.results !== undefined) appendFileSync(values.results, `${line}\n`);
}

/** What is running now; told to stop with us, so that nothing goes on measuring alone and the store is taken away. */
let child;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child?.kill('SIGTERM'));
// In the background there may be nobody to read any more: the results are in the file.
process.stdout.on('error', () => undefined);

function orchestrate(args) {
  return new Promise((done) => {
    const options = { cwd: root, maxBuffer: 1 << 28 };
    child = execFile(process.execPath, [bin, ...args, '--store', store], options, (error, stdout, stderr) => {
      child = undefined;
      done({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

/** The id of the run set. 3: some cells failed, which the other run set may do too. */
async function measure() {
  const { code, stdout, stderr } = await orchestrate(['run', experiment, '--json']);
  if (code !== 0 && code !== 3) throw new Error(`run ended with ${code}: ${stderr}`);
  const started = stdout.split('\n').find((line) => line.includes('"kind":"started"'));
  if (started === undefined) throw new Error('run did not say which run set it began');
  return JSON.parse(started).runSet;
}

async function compare(a, b) {
  const { code, stdout, stderr } = await orchestrate(['diff', a, b, '--json']);
  if (![0, 4, 5].includes(code)) throw new Error(`diff ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

function words({ verdict, slug, latency, exact }) {
  const parts = [
    ...(latency === null ? [] : [`${latency.ratio.toFixed(3)} × (${ends(latency)}), q ${latency.q?.toPrecision(2)}`]),
    ...exact
      .filter((one) => findings.includes(one.verdict))
      .map(({ metric, a, b }) => `${metric} ${a?.value} → ${b?.value}`),
  ];
  return `    ${verdict}  ${slug}  ${parts.join('; ')}`;
}

function ends({ interval }) {
  return interval === null ? 'no interval' : `${interval.low.toFixed(3)}–${interval.high.toFixed(3)}`;
}

const load = () => `load ${loadavg()[0].toFixed(2)} on ${cpus().length} processors`;
const minutes = (since) => `${((Date.now() - since) / 60_000).toFixed(1)} min`;

async function main() {
  const began = Date.now();
  say(`${runs} runs of ${experiment}, ${load()}`);
  let before = await measure();
  say(`run 1 of ${runs}: ${before}, ${minutes(began)}, ${load()}`);
  let [quiet, tests, inconclusive] = [0, 0, 0];
  const found = [];
  for (let run = 2; run <= runs; run++) {
    const after = await measure();
    const diff = await compare(before, after);
    const rows = diff.rows.filter(({ verdict }) => findings.includes(verdict));
    const seen =
      diff.resolution === null ? 'nothing tested' : `${(diff.resolution.detectable * 100).toFixed(0)} % could be seen`;
    say(`pair ${run - 1} of ${runs - 1}: ${diff.summary} (${diff.tests} tests, ${seen}; ${minutes(began)}, ${load()})`);
    for (const row of rows) say(words(row));
    if (rows.length === 0) quiet++;
    else found.push(...rows.map((row) => ({ pair: run - 1, row })));
    tests += diff.tests;
    inconclusive += diff.counts.inconclusive;
    before = after;
  }
  const pairs = runs - 1;
  const ok = quiet / pairs >= BOUND;
  say('');
  say(`${ok ? 'ok  ' : 'FAIL'} pairs without any finding: ${quiet} of ${pairs} (bound: 19 of 20)`);
  say(`${tests} tests, ${found.length} findings, ${inconclusive} rows inconclusive, ${minutes(began)}`);
  for (const { pair, row } of found) say(`  pair ${pair}${words(row)}`);
  process.exitCode = ok ? 0 : 1;
}

try {
  await main();
} catch (error) {
  say(`stopped: ${error.message}`);
  process.exitCode = 1;
} finally {
  if (own && !values.keep) rmSync(store, { recursive: true, force: true });
  else say(`store kept: ${store}`);
}
