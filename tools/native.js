/**
 * Compiles better-sqlite3 for the Node that runs this file. Why here and not in npm's install scripts (`.npmrc` turns
 * them off): the package's own script first asks a web site for a finished binary and then another one for Node's
 * headers. Everything needed is already on the machine: the source came with the package, and the headers with Node.
 * `npm run build` calls it; after a global install, which has no build, it is started by hand (README).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** What Debian calls the tools that node-gyp drives. */
const tools = { 'g++': 'g++', make: 'make', python3: 'python3' };

/** Does nothing when the binding loads already; throws an Error whose message a person can act on. */
export function ensureNative() {
  const folder = dirname(require.resolve('better-sqlite3/package.json'));
  const cached = cachePath(folder);
  if (loads(folder)) return keep(folder, cached);
  if (cached !== undefined && existsSync(cached)) {
    mkdirSync(dirname(binding(folder)), { recursive: true });
    copyFileSync(cached, binding(folder));
    if (loads(folder)) return;
  }
  requireWritable(folder);
  const missing = Object.keys(tools).filter((name) => !onPath(name));
  if (missing.length > 0) {
    const packages = missing.map((name) => tools[name]).join(' ');
    throw new Error(
      `${missing.join(', ')} not found, needed once to compile better-sqlite3.\n  apt-get install ${packages}`,
    );
  }
  process.stderr.write('compiling better-sqlite3 from source, once: about a minute\n');
  compile(folder, headers());
  if (!loads(folder)) throw new Error(`better-sqlite3 was compiled but does not load in Node ${process.version}`);
  keep(folder, cached);
}

function keep(folder, cached) {
  if (cached === undefined || existsSync(cached)) return;
  mkdirSync(dirname(cached), { recursive: true });
  // Renamed when it is whole: others may look meanwhile.
  copyFileSync(binding(folder), `${cached}.${process.pid}`);
  renameSync(`${cached}.${process.pid}`, cached);
}

/** A package that root installed is root's to complete. */
function requireWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new Error(`${folder} may not be written by this user: start this once as the one who installed it`);
  }
}

function binding(folder) {
  return join(folder, 'build', 'Release', 'better_sqlite3.node');
}

/** In a process of its own: a binding for another Node can end the process that loads it. */
function loads(folder) {
  if (!existsSync(binding(folder))) return false;
  const code = `new (require(${JSON.stringify(folder)}))(':memory:').close()`;
  return spawnSync(process.execPath, ['-e', code], { stdio: 'ignore' }).status === 0;
}

/** Only where a build machine asks for it: one file for each package version, Node ABI and platform. */
function cachePath(folder) {
  const root = process.env['ORCHESTRATE_NATIVE_CACHE'];
  if (!root) return undefined;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(
    root,
    `better-sqlite3-${version}-abi${process.versions.modules}-${process.platform}-${process.arch}.node`,
  );
}

function compile(folder, nodeDir) {
  const args = [nodeGyp(), 'rebuild', '--release', `--nodedir=${nodeDir}`, '--jobs=max'];
  const done = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: gypEnvironment(),
    maxBuffer: 1 << 28,
  });
  if (done.status === 0) return;
  const said = `${done.stdout}\n${done.stderr}`.trim().split('\n').slice(-40).join('\n');
  throw new Error(`better-sqlite3 did not compile (headers: ${nodeDir}):\n${said}`);
}

/** A `nodedir` that npm was configured with would win over the headers chosen here. */
function gypEnvironment() {
  const { npm_config_nodedir: _, ...rest } = process.env;
  return rest;
}

/** npm brings node-gyp along: `npm run` names it in the environment, else it lies beside npm. */
function nodeGyp() {
  const given = process.env['npm_config_node_gyp'];
  if (given && existsSync(given)) return given;
  const root = execFileSync('npm', ['root', '--global'], { encoding: 'utf8' }).trim();
  const places = [join(root, 'npm/node_modules/node-gyp/bin/node-gyp.js'), join(root, 'node-gyp/bin/node-gyp.js')];
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new Error(`node-gyp, which comes with npm, was not found in ${root}: use \`npm run build\``);
  return found;
}

/** The folder whose `include/node` belongs to exactly this Node; from the registry's own `node-<platform>` if need be. */
function headers() {
  const places = [process.env['npm_config_nodedir'], dirname(dirname(realpathSync(process.execPath)))];
  const found = places.find((place) => place !== undefined && headerVersion(place) === process.versions.node);
  if (found !== undefined) return resolve(found);
  process.stderr.write(
    'the headers of this Node are not installed (Debian: libnode-dev): taking them from the npm registry\n',
  );
  const folder = join(tmpdir(), `orchestrate-node-headers-${process.versions.node}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const name = `node-${process.platform}-${process.arch}@${process.versions.node}`;
  execFileSync('npm', ['pack', '--silent', name], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('sh', ['-c', 'tar xzf ./*.tgz package/include'], { cwd: folder });
  return join(folder, 'package');
}

function headerVersion(place) {
  try {
    const text = readFileSync(join(place, 'include', 'node', 'node_version.h'), 'utf8');
    return ['MAJOR', 'MINOR', 'PATCH']
      .map((part) => new RegExp(`NODE_${part}_VERSION (\\d+)`).exec(text)?.[1])
      .join('.');
  } catch {
    return undefined;
  }
}

function onPath(name) {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  try {
    ensureNative();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
