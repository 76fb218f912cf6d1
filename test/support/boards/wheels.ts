/** Wheels with next to nothing in them, and a world in which a board is prepared with them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPipWheels } from '#adapters/boards/pip-wheels.js';
import { digestOf } from '#core/digest.js';
import { bytes, seconds } from '#core/units.js';
import type { WantedEnvironment } from '#domain/environment.js';
import { type PreparedOne, type PrepareRequest, type PrepareWorld, prepareBoard } from '#engine/prepare-board.js';
import type { BoardRig } from './rig.js';

const script = join(import.meta.dirname, '../../../src/adapters/boards/environment.py');

/** `NAME VERSION [REQUIREMENT]`: a package with one module and, perhaps, something that it needs. */
export function makeWheels(folder: string, ...packages: readonly string[]): void {
  const making = `
import sys, zipfile
for line in sys.argv[2:]:
    name, version, *needs = line.split(" ")
    info = "%s-%s.dist-info/" % (name, version)
    files = {
        name + ".py": "version = '%s'\\n" % version,
        info + "METADATA": "Metadata-Version: 2.1\\nName: %s\\nVersion: %s\\n%s" % (name, version, "".join("Requires-Dist: %s\\n" % need for need in needs)),
        info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files[info + "RECORD"] = "".join("%s,,\\n" % each for each in [*files, info + "RECORD"])
    with zipfile.ZipFile("%s/%s-%s-py3-none-any.whl" % (sys.argv[1], name, version), "w") as wheel:
        for each, text in files.items():
            wheel.writestr(each, text)
`;
  execFileSync('python3', ['-c', making, folder, ...packages]);
}

export function wheelDigest(folder: string, name: string): string {
  return digestOf(readFileSync(join(folder, name)));
}

export const engine = (version: string): WantedEnvironment => ({
  name: 'toy.runtime',
  toolchain: 'toy',
  version,
  packages: [`engine==${version}`],
  alone: [],
});

export const engineProbe = {
  name: 'engine',
  kind: 'python-package',
  package: 'engine',
  environment: { toolchain: 'toy', name: 'runtime' },
} as const;

/** The board is prepared, and what came of it told in the order of the wishes. */
export async function prepare(
  rig: BoardRig,
  wanted: readonly WantedEnvironment[],
  own: Partial<PrepareRequest> = {},
): Promise<readonly PreparedOne['outcome'][]> {
  const text = readFileSync(script);
  const world: PrepareWorld = {
    clock: rig.clock,
    connector: rig.connector,
    store: { board: () => undefined },
    writer: null,
    script: { path: script, digest: digestOf(text), bytes: bytes(text.length) },
    wheels: createPipWheels(rig.clock),
  };
  await using _wheels = world.wheels;
  const request: PrepareRequest = {
    board: rig.board,
    probes: [engineProbe],
    wanted: () => Promise.resolve(wanted),
    dryRun: false,
    offline: false,
    limitNs: seconds(300),
    signal: new AbortController().signal,
    ...own,
  };
  const prepared = await prepareBoard(world, request, () => undefined);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
  return prepared.value.map(({ outcome }) => outcome);
}
