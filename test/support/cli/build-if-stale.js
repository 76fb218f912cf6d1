/** Runs tools/build.js when a source is newer than the bundle. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '../../..');
const bundle = join(root, 'dist/main.cjs');

const sources = ['src', 'schemas', 'tools'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true }).map((name) => join(root, folder, name)),
);
const newest = Math.max(...[...sources, join(root, 'package.json')].map((path) => statSync(path).mtimeMs));
if (!existsSync(bundle) || statSync(bundle).mtimeMs < newest) {
  const built = spawnSync(process.execPath, [join(root, 'tools/build.js')], { cwd: root, stdio: ['ignore', 2, 2] });
  process.exitCode = built.status ?? 1;
}
