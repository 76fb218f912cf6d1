/** A shipped toolchain laid out as a board has it: its files flat in a folder, started by its own argv, without a supervisor. */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { digestOf } from '#core/digest.js';
import { ns } from '#core/units.js';
import type { RunnerJob } from '#domain/job.js';
import type { Toolchain } from '#domain/toolchain.js';
import { createMessageReader } from '#parse/messages.js';
import { readSession, type Session } from '#parse/session.js';
import { fill } from '#plan/templates.js';
import { readToolchain } from '#spec/toolchain.js';

export const frameworks = ['onnxruntime', 'onnxruntime-web'] as const;
export type Framework = (typeof frameworks)[number];

const root = resolve('.');
export const modelFile = (name: string): string => join(root, 'experiments/models', `${name}.onnx`);
export const images = join(root, 'experiments/data/digits-test.images.npy');
export const labels = join(root, 'experiments/data/digits-test.labels.npy');
const data = digestOf('digits-test');

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Measured extends Ended {
  readonly session: Session;
  readonly wallNs: number;
}

export class Workbench {
  readonly toolchain: Toolchain;
  readonly folder = mkdtempSync(join(tmpdir(), 'orchestrate-runner-'));
  #jobs = 0;

  constructor(framework: Framework) {
    const folder = join(root, 'toolchains', framework);
    const read = readToolchain(
      { name: 'toolchain.yaml', text: readFileSync(join(folder, 'toolchain.yaml'), 'utf8') },
      folder,
    );
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    this.toolchain = read.value;
    mkdirSync(this.path('files'));
    for (const { files } of [...this.toolchain.runners, ...this.toolchain.conversions]) {
      for (const file of files) copyFileSync(join(folder, file), this.path('files', basename(file)));
    }
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** As the plan fills it in; `out` is relative, as it is on a board. */
  compile(source: string, out: string, level = String(this.toolchain.options['graph_optimization']?.default)): Ended {
    const words = { node: process.execPath, files: 'files', source, out, modules: root, graph_optimization: level };
    const [command = '', ...args] = fill(this.toolchain.conversions[0]?.argv ?? [], words);
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: this.folder, encoding: 'utf8' });
    return { exitCode: status, stdout, stderr };
  }

  job(model: string, changes: Partial<RunnerJob> = {}): RunnerJob {
    return {
      protocol: 1,
      purpose: 'latency',
      messages: `messages-${++this.#jobs}`,
      model: { file: model, input: 'input' },
      asked: { provider: this.toolchain.on[0]?.provider ?? '', unit: 'cpu', arithmetic: 'fp32' },
      options: { threads: '1' },
      modules: root,
      input: { kind: 'data', images },
      warmup: { iterations: 3, maxNs: ns(60e9) },
      iterations: { min: 5, max: 20 },
      durationMinNs: ns(1),
      accuracy: null,
      ...changes,
    };
  }

  counting(model: string, changes: Partial<RunnerJob> = {}): RunnerJob {
    return this.job(model, { purpose: 'accuracy', accuracy: { images, labels, data, top: [1, 5] }, ...changes });
  }

  /** Awaits the end of the process: one that does not end by itself is a test that times out. */
  async measure(job: RunnerJob): Promise<Measured> {
    writeFileSync(this.path('job.json'), JSON.stringify(job));
    const [command = '', ...args] = fill(this.toolchain.runners[0]?.argv ?? [], {
      node: process.execPath,
      files: 'files',
      job: 'job.json',
    });
    const before = process.hrtime.bigint();
    const ended = await run(command, args, this.folder);
    const wallNs = Number(process.hrtime.bigint() - before);
    return { ...ended, wallNs, session: sessionIn(readFileSync(this.path(job.messages))) };
  }

  /** Names of what lies beside the files that were put there. */
  litter(): readonly string[] {
    return readdirSync(this.folder).filter((name) => !/^(files|job\.json|messages-\d+|.*\.out)$/.test(name));
  }
}

function sessionIn(bytes: Uint8Array): Session {
  const reader = createMessageReader();
  const messages = reader.push(bytes);
  if (!messages.ok) throw new Error(JSON.stringify(messages.error));
  if (reader.pendingBytes() > 0) throw new Error('the last line is cut short');
  const session = readSession(messages.value);
  if (!session.ok) throw new Error(JSON.stringify(session.error));
  return session.value;
}

function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.on('error', failed);
    child.on('close', (exitCode) => done({ exitCode, stdout, stderr }));
  });
}
