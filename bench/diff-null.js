/**
 * What the verdicts of `diff` are worth, counted on made-up boards whose truth is known (test/support/compare/simulated.ts):
 * how many diffs find something where nothing differs, and how many find a change that is there. The tests hold the same
 * claims with fewer trials; this prints them. Exit 1 when a claim of docs/measurement.md does not hold.
 * `node bench/diff-null.js [TRIALS]`; 2000 unless told.
 */
import { fromSource } from './from-source.js';

const trials = Number(process.argv[2] ?? 2000);
const cells = 20;
const within = 0.01;
const spreads = [0.01, 0.03, 0.1];
const counts = [3, 5, 8];

const { compared, countOf, defaultPolicy, findsPlanted, hasFinding, pooledFindings } = await fromSource({
  'test/support/compare/simulated.ts': ['compared', 'countOf', 'findsPlanted', 'hasFinding'],
  'test/support/compare/pooled.ts': ['pooledFindings'],
  'src/compare/comparison.ts': ['defaultPolicy'],
});
const bare = { ...defaultPolicy, threshold: 0 };
const failures = [];

const percent = (share) => `${(100 * share).toFixed(1)} %`.padStart(8);
const print = (...words) => process.stdout.write(`${words.join('  ')}\n`);

/** What so many trials of a true 5 % can show by accident: three standard errors more. */
const atMost = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials);

/** `claimed`: at most 5 % of such diffs find anything. */
function nullRow(noise, sessions, claimed) {
  const trial = { cells, sessions, noise, planted: 1 };
  let [bareFound, pooledFound, pooledBare] = [0, 0, 0];
  const found = countOf(trials, trial, (made) => {
    if (hasFinding(compared(made, bare))) bareFound += 1;
    if (pooledFindings(made, defaultPolicy) > 0) pooledFound += 1;
    if (pooledFindings(made, bare) > 0) pooledBare += 1;
    return hasFinding(compared(made, defaultPolicy));
  });
  const shares = [found, bareFound, pooledFound, pooledBare].map((count) => percent(count / trials));
  const name = noise.slow ? '1 %, a tenth +15 %' : `${100 * noise.between} %`;
  print(name.padEnd(18), String(sessions).padStart(8), ...shares);
  if (claimed && Math.max(found, bareFound) / trials > atMost) failures.push(`null, SD ${name}, ${sessions} sessions`);
}

print(`${trials} diffs a row, ${cells} cells, ${100 * within} % within sessions, alpha 5 %.\n`);
print('Nothing differs: diffs with any finding');
print('SD between          sessions    ≥ 10 %     any     pooled ≥ 10 %, any');
for (const between of spreads) for (const sessions of counts) nullRow({ between, within }, sessions, true);
// A slow mode that a session is in or not: three sessions can all be in it by accident, and no test sees through that.
const slow = { between: 0.01, within, slow: { share: 0.1, log: Math.log(1.15) } };
for (const sessions of counts) nullRow(slow, sessions, false);

print('\nOne cell of the twenty is slower: diffs that find it');
print('SD between          sessions     +10 %     +15 %     +20 %     +50 %');
for (const between of spreads) {
  for (const sessions of counts) {
    const shares = [1.1, 1.15, 1.2, 1.5].map((planted) => {
      const trial = { cells, sessions, noise: { between, within }, planted };
      return countOf(trials, trial, (made) => findsPlanted(compared(made, defaultPolicy))) / trials;
    });
    print(`${100 * between} %`.padEnd(18), String(sessions).padStart(8), ...shares.map(percent));
    if (between === 0.03 && sessions === 5 && shares[2] < 0.9) failures.push('+20 % at five sessions, SD 3 %');
  }
}
for (const failure of failures) print(`FAIL ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
