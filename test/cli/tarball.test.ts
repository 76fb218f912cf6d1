/** What npm would publish: packed, installed as a stranger installs it, and used in an empty folder of an empty home. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanEnvironment, type Ended, ensureBuilt, root, runInstalled } from '#test/cli/binary.js';

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-package-'));
const at = (...names: readonly string[]): string => join(folder, ...names);
const installed = at('prefix/lib/node_modules/edge-orchestrate');

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}
let packed: Packed;

beforeAll(() => {
  ensureBuilt();
  for (const name of ['home', 'project', 'native']) mkdirSync(at(name));
  packed = onlyOne(npm(['pack', '--json', '--pack-destination', folder], root));
  npm(
    ['install', '--global', '--prefix', at('prefix'), '--ignore-scripts', '--prefer-offline', at(packed.filename)],
    folder,
  );
  // The binding of this checkout, for the first start to find: compiling takes a minute, and is tested by every set-up.
  execFileSync(process.execPath, [join(root, 'tools/native.js')], { env: environment() });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function npm(words: readonly string[], cwd: string): string {
  // Settings of whoever runs the tests (a mirror, a cache) hold for npm, and for nothing else here.
  return execFileSync('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, encoding: 'utf8' });
}

function onlyOne(text: string): Packed {
  const told: unknown = JSON.parse(text);
  const [one] = Array.isArray(told) ? (told as Packed[]) : [];
  if (!one) throw new Error(`npm pack said ${text}`);
  return one;
}

function environment(): NodeJS.ProcessEnv {
  const { XDG_STATE_HOME: _state, XDG_CACHE_HOME: _cache, ...rest } = cleanEnvironment();
  return { ...rest, HOME: at('home'), ORCHESTRATE_NATIVE_CACHE: at('native') };
}

async function say(...args: readonly string[]): Promise<Ended> {
  return runInstalled(at('prefix/bin/orchestrate'), args, { cwd: at('project'), env: environment() });
}

test('the package holds what is needed, nothing of the workshop, and stays small', () => {
  const paths = packed.files.map(({ path }) => path);
  const tops = [...new Set(paths.map((path) => path.split('/')[0]))].sort();
  expect(tops).toEqual([
    ...['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'bin', 'dist', 'docs', 'experiments'],
    ...['inventory', 'package.json', 'schemas', 'toolchains', 'tools'],
  ]);
  expect(paths.filter((path) => /\.ts$|\.map$|(^|\/)(runs|test|node_modules)\//.test(path))).toEqual([]);
  expect(paths.filter((path) => path.startsWith('tools/'))).toEqual(['tools/native.js']);
  // Most of it are the small models and images of the shipped experiments.
  expect(packed.size).toBeLessThan(5_000_000);
  const links = [...readFileSync(join(installed, 'README.md'), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)];
  expect(links.length).toBeGreaterThan(5);
  for (const [, target = ''] of links) expect(existsSync(join(installed, target)), target).toBe(true);
});

test('init, run, resume, run again, diff, verify: in an empty folder, with nothing else installed', async () => {
  copyFileSync(join(root, 'experiments/models/digits-mobile.fp32.onnx'), at('project/digits.onnx'));
  const made = await say('init', 'digits.onnx', '--sessions', '1');
  expect(made.code, made.err).toBe(0);
  shorten();
  const checked = await say('validate', 'experiments/digits.yaml');
  expect(checked.code, checked.out).toBe(0);
  expect((await say('plan', 'experiments/digits.yaml')).out).toContain('2 to measure');
  const first = await say('run', 'experiments/digits.yaml');
  expect(first.code, `${first.out}${first.err}`).toBe(0);
  expect(first.out).toContain('2 cells: 2 measured');
  const again = await say('resume');
  expect([again.code, again.out]).toEqual([0, expect.stringContaining('Nothing to do')]);
  expect((await say('run', 'experiments/digits.yaml')).code).toBe(0);
  const compared = await say('diff', '@latest~1', '@latest', '--json');
  expect(JSON.parse(compared.out)).toMatchObject({ view: 'diff' });
  expect((await say('verify')).code).toBe(0);
  expect((await say('show')).out).toContain('onnxruntime-web');
}, 240_000);

/** A lock of its own, since other tests measure too, and as little measuring as there can be. */
function shorten(): void {
  const experiment = at('project/experiments/digits.yaml');
  const text = readFileSync(experiment, 'utf8');
  const short = text.replace('max: 1s', 'max: 10ms').replace(/duration: \{ min: \w+ \}/, 'duration: { min: 10ms }');
  expect(short).not.toBe(text);
  writeFileSync(experiment, short);
  const inventory = at('project/inventory/this-machine.yaml');
  writeFileSync(inventory, `${readFileSync(inventory, 'utf8')}    paths: { lock: ${at('lock')} }\n`);
}
