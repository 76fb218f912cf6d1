/**
 * The environments that toolchains declare, for the tests: made once for a machine by pip as it is configured, from the very
 * lines that a board would be given, and kept outside the checkout. Where nothing can be kept they are made for one process.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { digestOf } from '#core/digest.js';
import type { ToolEnvironment } from '#domain/toolchain.js';
import { inRange } from '#domain/version-range.js';
import { readToolchain } from '#spec/toolchain.js';
import { aboutPython, cacheFolder } from '#test/toolchains/python.js';

/** Milliseconds: the first time on a machine, packages of up to a gigabyte are fetched. */
export const makingEnvironment = 900_000;

/** Path of the `python3` of an environment. Environments of the same packages are one. */
export function interpreterOf(toolchain: string, name: string): string {
  const environment = declared(toolchain, name);
  const [packages = '', alone = ''] = [environment.packages, environment.alone].map((each) =>
    each.map((line) => line.replaceAll('{version}', environment.version)).join('\n'),
  );
  const prepared = preparedPython(`${toolchain}.${name}`, environment);
  if (prepared !== undefined) return prepared;
  const python = pythonFor(environment);
  const key = digestOf(JSON.stringify([packages, alone])).slice(-12);
  const folder = join(root(), `environment-${key}-${aboutPython(python)}`);
  // One process makes it while the others wait; one that was cut off is begun anew.
  execFileSync('flock', [`${folder}.lock`, 'sh', '-ec', making, python, folder, packages, alone]);
  return join(folder, 'bin/python3');
}

/** What `tools/framework-environments.sh` made, if it was made from the same lines. */
function preparedPython(name: string, { version, packages, alone }: ToolEnvironment): string | undefined {
  const { ORCHESTRATE_ENVIRONMENTS, ORCHESTRATE_CACHE, XDG_CACHE_HOME } = process.env;
  const cache = ORCHESTRATE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'orchestrate');
  const state = ORCHESTRATE_ENVIRONMENTS || join(cache, 'frameworks', 'board');
  const folder = join(state, 'environments', name, version);
  const record = join(folder, 'packages.json');
  if (!existsSync(record)) return undefined;
  const { asked } = JSON.parse(readFileSync(record, 'utf8')) as { readonly asked: unknown };
  const [filled, bare] = [packages, alone].map((each) => each.map((line) => line.replaceAll('{version}', version)));
  return JSON.stringify(asked) === JSON.stringify({ packages: filled, alone: bare })
    ? join(folder, 'bin/python3')
    : undefined;
}

/** `$0` the Python to begin with, `$1` the folder, `$2` requirements, `$3` those that are installed without what they need. */
const making = `
[ ! -e "$1/made" ] || exit 0
rm -rf "$1"
"$0" -m venv "$1"
install() { "$1/bin/python3" -m pip install --quiet --no-input --disable-pip-version-check -r "$2" $3 >&2; }
printf '%s\\n' "$2" >"$1/packages.txt"
install "$1" "$1/packages.txt" ''
printf '%s\\n' "$3" >"$1/alone.txt"
[ -z "$3" ] || install "$1" "$1/alone.txt" --no-deps
: >"$1/made"
`;

function declared(toolchain: string, name: string): ToolEnvironment {
  const folder = resolve('toolchains', toolchain);
  const file = { name: 'toolchain.yaml', text: readFileSync(join(folder, 'toolchain.yaml'), 'utf8') };
  const read = readToolchain(file, folder);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const found = read.value.environments?.find((each) => each.name === name);
  if (!found) throw new Error(`${toolchain} declares no environment ${name}`);
  return found;
}

/** The first Python of the PATH that the environment runs on. */
function pythonFor({ name, python: range }: ToolEnvironment): string {
  const commands = ['python3', ...[10, 11, 12, 13, 14].map((minor) => `python3.${minor}`)];
  const found = commands.find((command) => {
    const said = spawnSync(command, ['--version'], { encoding: 'utf8' });
    const version = /Python (\S+)/.exec(said.stdout)?.[1];
    return version !== undefined && (range === undefined || inRange(version, range));
  });
  if (found === undefined) throw new Error(`the tests need a Python ${range?.text} for the environment ${name}`);
  return found;
}

let own: string | undefined;

function root(): string {
  const kept = cacheFolder();
  if (kept !== undefined) return kept;
  if (own === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'orchestrate-environments-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    own = made;
  }
  return own;
}
