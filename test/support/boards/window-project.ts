/**
 * An experiment whose images are many shards, on this machine as a board, with the shipped measuring loop and in the place
 * of a framework the identity: an image is its own scores, so that the test can count the hits itself. Each runner notes what
 * the store of the board has while it runs.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createFileReader } from '#adapters/files/file-reader.js';
import { createFiles } from '#adapters/files/files.js';
import { openResultStore } from '#adapters/sqlite/open.js';
import { bytes } from '#core/units.js';
import type { Attempt } from '#domain/attempt.js';
import type { Board } from '#domain/board.js';
import type { StoredFile } from '#domain/model.js';
import { levelId, type RunSetId } from '#domain/names.js';
import { unlabelled } from '#domain/run-set.js';
import type { StopSource } from '#engine/carry-out.js';
import { resumeRun } from '#engine/resume-run.js';
import { type RunRequest, runExperiment } from '#engine/run-experiment.js';
import type { World } from '#engine/world.js';
import { type CellView, cellViews } from '#report/cell-view.js';
import { createSchedule } from '#schedule/schedule.js';
import { defaultInventory } from '#spec/inventory.js';
import { readToolchain } from '#spec/toolchain.js';
import { storeNpy } from '#test/npy.js';
import { cellsOf, value, worldOf } from '#test/spec/road.js';
import type { LocalRig } from './local-rig.js';

const items = 40;
/** So large that a window, half of the quota, leaves room for the runner in the other half. */
const classes = 400;
/** Five images and a header each. */
export const shardBytes = 5 * classes * 4 + 128;
export const shards = items / 5;

/** What a runner saw when it began. */
export interface Note {
  readonly purpose: 'latency' | 'accuracy';
  readonly part: { readonly skip: number; readonly count: number; readonly label: number } | null;
  readonly files: readonly string[];
  readonly storeBytes: number;
}

const observer = { started: () => undefined, happened: () => undefined, beat: () => undefined };
const stops: StopSource = { onStop: () => undefined };

export class WindowProject implements Disposable {
  readonly images: StoredFile;
  /** Hits of the whole set, by k. */
  readonly expected: Readonly<Record<number, number>>;
  readonly #folder: string;
  readonly #store;
  readonly #world: World;
  readonly #request: RunRequest;

  /** `own`: what the inventory says of the board, given the images. */
  constructor(rig: LocalRig, own: (images: StoredFile) => Partial<Board>, models: readonly string[] = ['one']) {
    this.#folder = join(rig.folder, 'project');
    mkdirSync(this.#folder);
    this.images = this.#data();
    this.expected = Object.fromEntries([1, 5].map((top) => [top, hitsOf(top)]));
    const opened = openResultStore(':memory:', { mode: 'write' });
    if (!opened.ok) throw new Error(opened.error.kind);
    this.#store = opened.value;
    this.#world = {
      clock: rig.clock,
      connector: rig.connector,
      store: opened.value,
      files: createFiles(join(this.#folder, 'runs'), { shardBytes: bytes(shardBytes) }),
      createSchedule,
      canary: this.images,
      withSettings: this.images,
      hooks: { run: () => Promise.reject(new Error('no hook was declared')) },
      admit: () => Promise.reject(new Error('no board was ever out')),
    };
    this.#request = this.#asked({ ...rig.board, ...own(this.images), devices: [levelId('this-machine')] }, models);
  }

  /** Where runners fail, once they find it there. */
  get trap(): string {
    return join(this.#folder, 'trap');
  }

  notes(): readonly Note[] {
    const path = join(this.#folder, 'notes');
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
    return lines.map((line) => JSON.parse(line) as Note);
  }

  async run(): Promise<RunSetId> {
    const { runSet } = await runExperiment(this.#world, this.#request, observer);
    return runSet;
  }

  async resume(runSet: RunSetId): Promise<void> {
    const asked = { ...this.#request, runSet, retryFailed: true, acceptChanges: false, acceptDrift: true };
    const resumed = await resumeRun(this.#world, asked, observer);
    if (!resumed.ok) throw new Error(JSON.stringify(resumed.error));
  }

  cells(runSet: RunSetId): readonly CellView[] {
    const store = this.#store;
    const found = store.runSet(runSet);
    if (!found) throw new Error(`no run set ${runSet}`);
    const plan = store.plan(runSet);
    return cellViews({ runSet: found, plan, records: store.records(runSet), retired: [], artifacts: [] });
  }

  attempts(runSet: RunSetId): readonly Attempt[] {
    return this.#store.attempts(runSet);
  }

  [Symbol.dispose](): void {
    this.#store.close();
  }

  #data() {
    const body = new Uint8Array(scores().buffer);
    const labels = BigInt64Array.from({ length: items }, (_, at) => BigInt(labelOf(at)));
    storeNpy(join(this.#folder, 'labels.npy'), { descr: '<i8', shape: [items], body: new Uint8Array(labels.buffer) });
    return storeNpy(join(this.#folder, 'images.npy'), { descr: '<f4', shape: [items, classes], body });
  }

  #asked(board: Board, models: readonly string[]): RunRequest {
    const folder = join(this.#folder, 'identity');
    mkdirSync(folder);
    for (const name of loop) copyFileSync(resolve('toolchains/node-runner', name), join(folder, name));
    writeFileSync(join(folder, 'runner.mjs'), runner);
    const text = toolchain(join(this.#folder, 'notes'), this.trap);
    const read = value(readToolchain({ name: 'toolchain.yaml', text }, folder));
    for (const name of models) writeFileSync(join(this.#folder, `${name}.txt`), name);
    const inventory = { ...defaultInventory(), boards: new Map([[board.id, board]]) };
    const spec = experiment(models);
    const world = worldOf(spec, { toolchains: new Map([[read.name, read]]), inventory });
    return {
      ...world,
      expansion: cellsOf(world),
      read: createFileReader(this.#folder),
      spec: { name: 'windows.yaml', text: spec },
      inventoryText: null,
      labels: unlabelled,
      where: null,
      entropy: '0001',
      stops,
    };
  }
}

/** Whole numbers, so that scores are often alike and ranks matter. */
function scores(): Float32Array {
  return Float32Array.from({ length: items * classes }, (_, at) => (at * 7919) % 97);
}

const labelOf = (item: number): number => (item * 13) % 17;

/** By sorting, which the runner does not. */
function hitsOf(top: number): number {
  const all = scores();
  return Array.from({ length: items }, (_, item) => {
    const own = [...all.subarray(item * classes, (item + 1) * classes)].map((score, id) => ({ score, id }));
    const best = own.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, top);
    return best.some(({ id }) => id === labelOf(item)) ? 1 : 0;
  }).reduce<number>((sum, hit) => sum + hit, 0);
}

const loop = ['measure.mjs', 'messages.mjs', 'npy.mjs', 'tensors.mjs'];

const toolchain = (notes: string, trap: string): string => `schema: 1
name: identity
loads: text
precisions: [fp32]
on: [{ unit: cpu, provider: none }]
probes: { vitest: { kind: node-package, package: vitest } }
runners:
  - { name: node, protocol: 1, needs: [node], argv: ['{node}', '{files}/runner.mjs', '{job}', '${notes}', '${trap}'], files: [runner.mjs, ${loop.join(', ')}] }
conversions: []
`;

const runner = `import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { runJob } from './measure.mjs';
const [, , path, notes, trap] = process.argv;
const { purpose, accuracy, asked } = JSON.parse(readFileSync(path, 'utf8'));
const stored = readdirSync('../../store').map((name) => statSync('../../store/' + name).size);
appendFileSync(notes, JSON.stringify({
  purpose,
  part: accuracy?.part ?? null,
  files: readdirSync('files').filter((name) => name.startsWith('images')).sort(),
  storeBytes: stored.reduce((sum, size) => sum + size, 0),
}) + '\\n');
if (accuracy?.part?.label === 15 && existsSync(trap)) throw new Error('trapped');
await runJob({
  name: 'identity',
  versions: () => ({}),
  isRefusal: () => false,
  open: async () => ({ feed: (data) => data, infer: async (data) => data, outputs: (data) => [{ data, shape: [1, data.length] }], attest: () => ({ used: asked }) }),
});
`;

const model = (name: string): string =>
  `  ${name}: { task: classification, weights: none, sources: [{ format: text, precision: fp32, path: ${name}.txt }], inputs: [{ name: input, shape: [batch, ${classes}], dtype: float32 }] }`;

const experiment = (models: readonly string[]): string => `schema: 1
name: windows
matrix:
  - axes: { device: [this-machine], model: [${models.join(', ')}], framework: [identity], precision: [fp32] }
models:
${models.map(model).join('\n')}
data:
  many: { path: images.npy, labels: labels.npy, format: npy }
measure:
  sessions: 1
  warmup: { iterations: 1, max: 1s }
  iterations: { min: 60, max: 60 }
  duration: { min: 1ms }
  input: data
  data: many
  accuracy: { data: many, top: [1, 5] }
`;
