/**
 * Builds `dist/` as two bundles, so that `--help` and `status` load little (docs/decisions/0004-two-bundles.md). Packages with native parts stay outside; pure JavaScript goes in.
 * `node tools/build.js` also compiles better-sqlite3 and the ciphers of ssh2 if they do not load in this Node (see native.js).
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { ensureNative } from './native.js';

const root = join(import.meta.dirname, '..');
const { version } = createRequire(import.meta.url)('../package.json');

/** Loaded at run time from node_modules: native, or found by path (the runners load the runtimes themselves). */
const external = ['better-sqlite3', 'onnxruntime-node', 'onnxruntime-web', 'onnxruntime-common', 'node-ssh', 'ssh2'];

/** Files that the program hands to boards as they are. */
const scripts = ['supervisor.sh', 'canary.sh', 'with-settings.sh', 'environment.py'];
const copied = scripts.map((name) => [`src/adapters/boards/${name}`, `dist/${name}`]);

const shared = {
  absWorkingDir: root,
  outdir: join(root, 'dist'),
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  define: { 'process.env.ORCHESTRATE_VERSION': JSON.stringify(version) },
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
};

/**
 * A source that is a bundle of its own. Taken by `require`: after `import()` Node would start its other loader and read the
 * whole bundle once more for the names that it exports.
 */
function bundleBeside(source, bundle) {
  const filter = new RegExp(`^${source.replaceAll('.', '\\.')}$`);
  const setup = ({ onResolve, onLoad }) => {
    onResolve({ filter }, () => ({ path: bundle, namespace: 'beside' }));
    onLoad({ filter: /./, namespace: 'beside' }, ({ path }) => ({ contents: `module.exports = require('${path}');` }));
  };
  return { name: 'bundle-beside', setup };
}

/** CommonJS in one file, the quickest that Node can start. */
const common = {
  ...shared,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // What CommonJS has in place of `import.meta.url`.
  define: { ...shared.define, 'import.meta.url': '__fileUrl' },
  banner: { js: "const __fileUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** `--help`, `status` and the other commands that look. */
const main = {
  ...common,
  entryPoints: { main: 'src/cli/main.ts' },
  external: [...external, './acting.js', './checking.cjs'],
  plugins: [bundleBeside('./checking.js', './checking.cjs')],
};

/** `validate`: the YAML parser and the schemas, which no command that looks needs. */
const checking = { ...common, entryPoints: { checking: 'src/cli/checking.ts' }, external };

/** `plan`, `run` and `resume`: heavy, loaded by `main` when asked for; what it needs later is in chunks. */
const acting = {
  ...shared,
  entryPoints: { acting: 'src/cli/acting.ts' },
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  format: 'esm',
  external,
  // CommonJS packages in the bundle call `require` for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
};

try {
  ensureNative();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await Promise.all([build(main), build(checking), build(acting)]);
  for (const [from, to] of copied) if (existsSync(join(root, from))) copyFileSync(join(root, from), join(root, to));
} catch (error) {
  // esbuild has printed its own diagnostics; ours are sentences.
  if (!(error instanceof Error && 'errors' in error))
    process.stderr.write(`build: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
