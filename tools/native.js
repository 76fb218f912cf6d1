/**
 * Compiles better-sqlite3, and the ciphers of ssh2, for the Node that runs this file. Why here and not in npm's install
 * scripts (`.npmrc` turns them off): the package's own script first asks a web site for a finished binary and then another
 * one for Node's headers. Everything needed is already on the machine: the source came with the package, and the headers with Node.
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

/**
 * What is compiled: the `binding` that node-gyp makes in `folder` of a package, and code that uses it, which fails if it is
 * of another Node or not whole.
 */
const store = {
  name: 'better-sqlite3',
  folder: '.',
  binding: 'better_sqlite3.node',
  minutes: 'about a minute',
  gyp: [],
  proof: (root) => `new (require(${JSON.stringify(root)}))(':memory:').close()`,
};
const cipher = {
  name: 'ssh2',
  folder: 'lib/protocol/crypto',
  binding: 'sshcrypto.node',
  minutes: 'about ten seconds',
  gyp: [`--real_openssl_major=${process.versions.openssl.split('.')[0]}`],
  proof: (root) =>
    `new (require(${JSON.stringify(join(root, 'lib/protocol/crypto/build/Release/sshcrypto.node'))}).AESGCMCipher)('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12)).encrypt(Buffer.alloc(52))`,
};

/** Does nothing when the bindings load already; throws an Error whose message a person can act on. */
export function ensureNative() {
  ensure(store);
  try {
    ensure(cipher);
  } catch (error) {
    // It works without: encrypting then takes a third more of the processor.
    const [first] = error.message.split('\n');
    process.stderr.write(`ssh2 keeps to the ciphers of Node, which send slower: ${first}\n`);
  }
}

function ensure(what) {
  const root = dirname(require.resolve(`${what.name}/package.json`));
  const cached = cachePath(what, root);
  if (loads(what, root)) return keep(what, root, cached);
  if (cached !== undefined && existsSync(cached)) {
    mkdirSync(dirname(bindingOf(what, root)), { recursive: true });
    copyFileSync(cached, bindingOf(what, root));
    if (loads(what, root)) return;
  }
  requireWritable(root);
  const missing = Object.keys(tools).filter((name) => !onPath(name));
  if (missing.length > 0) {
    const packages = missing.map((name) => tools[name]).join(' ');
    throw new Error(
      `${missing.join(', ')} not found, needed once to compile ${what.name}.\n  apt-get install ${packages}`,
    );
  }
  process.stderr.write(`compiling ${what.name} from source, once: ${what.minutes}\n`);
  compile(what, root, headers());
  if (!loads(what, root)) throw new Error(`${what.name} was compiled but does not load in Node ${process.version}`);
  keep(what, root, cached);
}

function keep(what, root, cached) {
  if (cached === undefined || existsSync(cached)) return;
  mkdirSync(dirname(cached), { recursive: true });
  // Renamed when it is whole: others may look meanwhile.
  copyFileSync(bindingOf(what, root), `${cached}.${process.pid}`);
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

function bindingOf({ folder, binding }, root) {
  return join(root, folder, 'build', 'Release', binding);
}

/** In a process of its own: a binding for another Node can end the process that loads it. */
function loads(what, root) {
  if (!existsSync(bindingOf(what, root))) return false;
  return spawnSync(process.execPath, ['-e', what.proof(root)], { stdio: 'ignore' }).status === 0;
}

/** Only where a build machine asks for it: one file for each package version, Node ABI and platform. */
function cachePath({ name }, root) {
  const caches = process.env['ORCHESTRATE_NATIVE_CACHE'];
  if (!caches) return undefined;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return join(caches, `${name}-${version}-abi${process.versions.modules}-${process.platform}-${process.arch}.node`);
}

function compile({ name, folder, gyp }, root, nodeDir) {
  const args = [nodeGyp(), 'rebuild', '--release', `--nodedir=${nodeDir}`, '--jobs=max', ...gyp];
  const done = spawnSync(process.execPath, args, {
    cwd: join(root, folder),
    encoding: 'utf8',
    env: gypEnvironment(),
    maxBuffer: 1 << 28,
  });
  if (done.status === 0) return;
  const said = `${done.stdout}\n${done.stderr}`.trim().split('\n').slice(-40).join('\n');
  throw new Error(`${name} did not compile (headers: ${nodeDir}):\n${said}`);
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
