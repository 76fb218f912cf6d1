/**
 * Functions that have no command of their own, bundled from `src/` as the program is. The bundle lies in a folder inside
 * the repository, where Node finds its native packages, and goes when the process ends.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** `wanted`: names by the file they are exported from, as `{ 'src/matrix/expand.ts': ['expand'] }`. */
export async function fromSource(wanted) {
  const folder = mkdtempSync(join(import.meta.dirname, '.built-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'source.mjs');
  const exports = Object.entries(wanted).map(([file, names]) => `export { ${names.join(', ')} } from './${file}';`);
  await build({
    stdin: { contents: exports.join('\n'), resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: ['better-sqlite3', 'ssh2', 'node-ssh', 'ssh-config'],
    logLevel: 'error',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
  });
  return import(pathToFileURL(outfile));
}
