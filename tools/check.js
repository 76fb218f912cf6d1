/**
 * `npm run check`: everything that can be known without a board, cheap before dear, one line a step. Steps of one row
 * run side by side (two cores); a failing step never hides the next, and its output follows its line.
 * `npm run check -- lint types` runs the named steps only.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const cache = 'node_modules/.cache';
const report = join(root, cache, 'check', 'tests.json');

// A rule that reads types can change its mind about a file that did not change; where it counts there is no cache.
const lintCache = process.env['CI'] ? [] : ['--cache', '--cache-location', `${cache}/eslint/`];
const tsc = ['tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', `${cache}/check/types.tsbuildinfo`, '-p', '.'];

const steps = {
  format: ['biome', 'check', '--error-on-warnings', '.'],
  lint: ['eslint', '.', '--max-warnings', '0', ...lintCache],
  types: tsc,
  layers: ['depcruise', 'src', '--config', '.dependency-cruiser.js'],
  dead: ['knip', '--no-progress', '--no-config-hints'],
  build: ['node', 'tools/build.js'],
  tests: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
};

/** Chains run side by side, the steps of a chain one after another. */
const rows = [[['format', 'layers', 'dead', 'types', 'build'], ['lint']], [['tests']]];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
  process.stderr.write(`no such step: ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}\n`);
  process.exit(2);
}

const failed = [];
mkdirSync(join(root, cache, 'check'), { recursive: true });
rmSync(report, { force: true });
for (const row of rows) await Promise.all(row.map(runChain));
if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.join(', ')}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function runChain(chain) {
  for (const name of chain) if (wanted.length === 0 || wanted.includes(name)) await runStep(name);
}

async function runStep(name) {
  const begun = process.hrtime.bigint();
  const { code, output } = await run(steps[name]);
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  if (code !== 0) failed.push(name);
  const more = name === 'tests' ? counts() : '';
  process.stdout.write(
    `${name.padEnd(8)}${code === 0 ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s${more}\n`,
  );
  if (code !== 0) process.stdout.write(`${output.trimEnd()}\n\n`);
}

function run([command, ...args]) {
  const path = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: path, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const pieces = [];
    child.stdout.on('data', (piece) => pieces.push(piece));
    child.stderr.on('data', (piece) => pieces.push(piece));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(pieces).toString('utf8') }));
  });
}

function counts() {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return `  ${numPassedTests} passed, ${numFailedTests} failed`;
  } catch {
    return '  no report';
  }
}
