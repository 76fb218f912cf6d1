/**
 * A project whose board and builder are this machine, with executable doubles of a vendor's tools first in its PATH: the real
 * program takes the real road over them, from the plan to the rows.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, root, runToEnd } from '#test/cli/binary.js';
import { pythonWithOnnxruntime } from '#test/toolchains/python.js';

/** What `export --json` says of a cell, as far as these tests ask. */
export interface TravelledCell {
  readonly slug: string;
  readonly state: string;
  readonly reason: { readonly code: string; readonly headline: string } | null;
  readonly numbers: {
    readonly latency: { readonly medianNs: number | null; readonly source?: string };
    readonly accuracy: readonly { readonly top: number; readonly hits: number; readonly counted: number }[];
  } | null;
}

export interface RoadParts {
  /** Name and units of the device; it is attached to this machine. */
  readonly device: string;
  readonly units: readonly string[];
  readonly architecture?: string;
  readonly framework: string;
  readonly frameworkOptions?: object;
  readonly precisions: readonly string[];
  readonly sources: readonly {
    readonly format: string;
    readonly precision: string;
    readonly content: string | Uint8Array;
  }[];
  readonly shape: readonly number[];
  readonly layout?: 'nchw' | 'nhwc';
  /** For precisions that are quantised on the road. */
  readonly calibration?: object;
  readonly measure?: object;
  /** Axes besides. */
  readonly more?: Readonly<Record<string, readonly number[]>>;
}

const doubles = join(root, 'test/support/doubles');

export class Road implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'orchestrate-doubles-'));
  readonly #env: NodeJS.ProcessEnv;

  /** `env`: DOUBLE_VERSION and DOUBLE_FAIL of the doubles. */
  constructor(parts: RoadParts, env: NodeJS.ProcessEnv = {}) {
    const own = { PATH: `${doubles}:${process.env['PATH']}`, PYTHONPATH: join(doubles, 'python'), COLUMNS: '200' };
    this.#env = { ...own, ...env };
    mkdirSync(join(this.folder, 'inventory'));
    mkdirSync(join(this.folder, 'experiments'));
    for (const [at, { content }] of parts.sources.entries())
      writeFileSync(join(this.folder, `experiments/source-${at}`), content);
    writeFileSync(join(this.folder, 'inventory/here.yaml'), JSON.stringify(inventoryOf(this.folder, parts)));
    writeFileSync(join(this.folder, 'experiments/road.yaml'), JSON.stringify(experimentOf(parts)));
  }

  say(...args: readonly string[]): Promise<Ended> {
    return runToEnd(args, { cwd: this.folder, env: this.#env });
  }

  /** Runs it, and answers the cells with how the run ended. */
  async travel(): Promise<Ended & { readonly cells: readonly TravelledCell[] }> {
    const ended = await this.say('run', 'experiments/road.yaml');
    const exported = await this.say('export', '--json');
    const told: { readonly cells?: readonly TravelledCell[] } = JSON.parse(exported.out || '{}');
    return { ...ended, cells: told.cells ?? [] };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function inventoryOf(folder: string, { device, units, architecture }: RoadParts): object {
  // A lock of its own: tests that run beside each other must not wait for one another.
  const paths = { state: join(folder, 'state'), lock: join(folder, 'lock') };
  const programs = { python: pythonWithOnnxruntime() };
  return {
    schema: 1,
    devices: { [device]: { units, ...(architecture ? { architecture } : {}) }, 'this-machine': { units: ['cpu'] } },
    boards: { here: { local: true, device: 'this-machine', attached: [device], paths, programs } },
  };
}

function experimentOf(parts: RoadParts): object {
  const { device, framework, precisions, sources, shape, layout } = parts;
  const input = { name: 'input', shape, ...(layout ? { layout } : {}) };
  return {
    schema: 1,
    name: 'road',
    inventory: '../inventory/here.yaml',
    matrix: { axes: { device: [device], model: ['m'], framework: [framework], precision: precisions, ...parts.more } },
    ...(parts.frameworkOptions ? { frameworks: { [framework]: parts.frameworkOptions } } : {}),
    models: {
      m: {
        sources: sources.map(({ format, precision }, at) => ({ format, precision, path: `source-${at}` })),
        inputs: [input],
        ...(parts.calibration ? { calibration: parts.calibration } : {}),
      },
    },
    measure: {
      sessions: 1,
      warmup: { iterations: 1, max: '1s' },
      iterations: { min: 5, max: 10 },
      duration: { min: '1ms' },
      input: 'random',
      ...parts.measure,
    },
  };
}
