/** Wheels for a board's Python, fetched by the pip of this machine: argv only, no shell, a deadline, and bounded words. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { digestOf } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import { bytes } from '#core/units.js';
import type { BoardPython, Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { Wheel, Wheels, WheelsWanted } from '#ports/wheels.js';

/** Of what pip says, as much of the end as names the reason. */
const SAID_MOST = 16_384;

export function createPipWheels(clock: Clock, python = 'python3'): Wheels {
  const folders: string[] = [];
  return {
    fetch: async (wanted, target, bound) => {
      const folder = await mkdtemp(join(tmpdir(), 'orchestrate-wheels-'));
      folders.push(folder);
      return await fetchInto(folder, { clock, python, wanted, target, bound });
    },
    [Symbol.asyncDispose]: async () => {
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Fetching {
  readonly clock: Clock;
  readonly python: string;
  readonly wanted: WheelsWanted;
  readonly target: BoardPython;
  readonly bound: Bound;
}

async function fetchInto(folder: string, fetching: Fetching): Promise<Result<readonly Wheel[], string>> {
  const { packages, alone } = fetching.wanted;
  for (const [more, names] of [
    [[], packages],
    [['--no-deps'], alone],
  ] as const) {
    if (names.length === 0) continue;
    const said = await download([...more, '--dest', folder, ...names], fetching);
    if (said !== undefined) return err(said);
  }
  const names = (await readdir(folder)).filter((name) => name.endsWith('.whl')).sort();
  return ok(await Promise.all(names.map((name) => wheelAt(folder, name))));
}

async function wheelAt(folder: string, name: string): Promise<Wheel> {
  const path = join(folder, name);
  const content = await readFile(path);
  return { name, file: { path, digest: digestOf(content), bytes: bytes(content.length) } };
}

/**
 * pip takes wheels for another machine, and decides by the machine it runs on what they need (`platform_machine ==
 * "x86_64"`, `python_version < "3.11"`). So it is told the board's: $1 its machine, $2 the version of its Python.
 */
const asOnBoard = `import platform, runpy, sys
machine, version = sys.argv[1:3]
del sys.argv[1:3]
platform.machine = lambda: machine
platform.python_version = lambda: version
platform.python_version_tuple = lambda: tuple(version.split("."))
runpy.run_module("pip", run_name="__main__", alter_sys=True)
`;

/** Undefined: done; else what pip said. */
async function download(
  words: readonly string[],
  { clock, python, target, bound }: Fetching,
): Promise<string | undefined> {
  const [major = '3', minor = '0'] = target.version.split('.');
  const argv = [
    ...['-c', asOnBoard, target.arch, target.version],
    ...['download', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'],
    ...['--only-binary=:all:', '--implementation', 'cp', '--python-version', `${major}.${minor}`],
    ...[`cp${major}${minor}`, 'abi3', 'none'].flatMap((abi) => ['--abi', abi]),
    ...platformsOf(target).flatMap((platform) => ['--platform', platform]),
    ...words,
  ];
  const over = new AbortController();
  const late = clock.sleepUntil(bound.deadline, over.signal).then(() => over.abort());
  const cancelSignal = AbortSignal.any([bound.signal, over.signal]);
  const done = await execa(python, argv, { reject: false, all: true, stdin: 'ignore', cancelSignal });
  over.abort();
  await late;
  if (done.exitCode === 0) return undefined;
  return done.all.slice(-SAID_MOST) || (done.code ?? 'pip did not start');
}

/** All that such a machine takes, newest first: a wheel for an older C library runs on a newer one. */
function platformsOf({ arch, glibc }: BoardPython): readonly string[] {
  const newest = Number(glibc?.split('.')[1] ?? '0');
  if (glibc === null) return ['1_2', '1_1'].map((version) => `musllinux_${version}_${arch}`).concat(`linux_${arch}`);
  const numbered = Array.from({ length: Math.max(0, newest - 4) }, (_, at) => `manylinux_2_${newest - at}_${arch}`);
  const named = ['manylinux2014', ...(/86/.test(arch) ? ['manylinux2010', 'manylinux1'] : [])];
  return [...numbered, ...named.map((name) => `${name}_${arch}`), `linux_${arch}`];
}
