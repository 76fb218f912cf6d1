/** A shipped toolchain laid out as a board has it: its files flat in a folder, started by its own argv, without a supervisor. */
import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { digestOf } from '#core/digest.js';
import { ns } from '#core/units.js';
import type { RunnerJob } from '#domain/job.js';
import type { Conversion, Runner, Toolchain } from '#domain/toolchain.js';
import { createMessageReader } from '#parse/messages.js';
import { readSession, type Session } from '#parse/session.js';
import { fill } from '#plan/templates.js';
import { readToolchain } from '#spec/toolchain.js';

/** One of the runners of a framework, with the interpreter that starts it. */
export interface Subject {
  readonly framework: string;
  readonly runner: string;
  readonly interpreter: string;
}

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
  readonly #runner: Runner;
  readonly #conversion: Conversion;
  readonly #interpreter: string;
  #jobs = 0;

  constructor({ framework, runner, interpreter }: Subject) {
    const folder = join(root, 'toolchains', framework);
    const read = readToolchain(
      { name: 'toolchain.yaml', text: readFileSync(join(folder, 'toolchain.yaml'), 'utf8') },
      folder,
    );
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    this.toolchain = read.value;
    const own = this.toolchain.runners.find(({ name }) => name === runner);
    const conversion = this.toolchain.conversions.find(({ argv }) => argv[0] === own?.argv[0]);
    if (!own || !conversion) throw new Error(`${framework} has no runner ${runner} with a conversion`);
    this.#runner = own;
    this.#conversion = conversion;
    this.#interpreter = interpreter;
    mkdirSync(this.path('files'));
    for (const file of [...own.files, ...conversion.files]) {
      copyFileSync(join(folder, file), this.path('files', basename(file)));
    }
  }

  get failures(): Conversion['failures'] {
    return this.#conversion.failures;
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** As the plan fills it in; `out` is relative, as it is on a board. */
  compile(source: string, out: string, level = String(this.toolchain.options['graph_optimization']?.default)): Ended {
    const words = { ...this.#words(), source, out, modules: root, graph_optimization: level };
    const [command = '', ...args] = fill(this.#conversion.argv, words);
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: this.folder, encoding: 'utf8' });
    return { exitCode: status, stdout, stderr };
  }

  /** One of its conversions by its id, with words of its argv: `source`, `calibration`. Gives `out`. */
  convert(id: string, words: Readonly<Record<string, string>>, interpreter = this.#interpreter): Ended {
    const conversion = this.toolchain.conversions.find((each) => each.id === id);
    if (!conversion) throw new Error(`${this.toolchain.name} has no conversion ${id}`);
    mkdirSync(this.path(`files-${id}`), { recursive: true });
    for (const file of conversion.files) {
      copyFileSync(join(this.toolchain.folder, file), this.path(`files-${id}`, basename(file)));
    }
    const filled = fill(conversion.argv, { ...this.#words(interpreter), ...words, files: `files-${id}` });
    const [command = '', ...args] = filled;
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: this.folder, encoding: 'utf8' });
    return { exitCode: status, stdout, stderr };
  }

  /** What the first line that one of the conversion's patterns knows is called. */
  failureNamed(id: string, said: string): string | undefined {
    const failures = this.toolchain.conversions.find((each) => each.id === id)?.failures ?? [];
    const known = said.split('\n').map((line) => failures.find((each) => new RegExp(each.line, 'u').test(line)));
    return known.find((each) => each !== undefined)?.code;
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

  counting(model: string, own: Partial<NonNullable<RunnerJob['accuracy']>> = {}): RunnerJob {
    return this.job(model, { purpose: 'accuracy', accuracy: { images, labels, data, top: [1, 5], ...own } });
  }

  /** Writes `answers.out`. */
  answering(model: string, changes: Partial<RunnerJob> = {}): RunnerJob {
    return this.job(model, { purpose: 'answers', answers: { out: 'answers.out' }, ...changes });
  }

  /** `words`: of a tool that is told by its command line. Awaits the end of the process: one that does not end by itself is a test that times out. */
  async measure(job: RunnerJob, { interpreter = this.#interpreter, env = {}, words = {} } = {}): Promise<Measured> {
    writeFileSync(this.path('job.json'), JSON.stringify(job));
    const all = { ...this.#words(interpreter), ...words, job: 'job.json' };
    const [command = '', ...args] = fill(this.#runner.argv, all);
    const before = process.hrtime.bigint();
    const ended = await run(command, args, { cwd: this.folder, env: { ...process.env, ...env } });
    const wallNs = Number(process.hrtime.bigint() - before);
    return { ...ended, wallNs, session: sessionIn(readFileSync(this.path(job.messages))) };
  }

  /** Each of them the interpreter of this runner: only one is in its argv. */
  #words(interpreter = this.#interpreter): Readonly<Record<string, string>> {
    return { node: interpreter, python: interpreter, files: 'files' };
  }

  /** Names of what lies beside the files that were put there. */
  litter(): readonly string[] {
    return readdirSync(this.folder).filter((name) => !/^(files.*|job\.json|messages-\d+|.*\.out)$/.test(name));
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

function run(command: string, args: readonly string[], at: SpawnOptions): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: at.cwd, env: at.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.on('error', failed);
    child.on('close', (exitCode) => done({ exitCode, stdout, stderr }));
  });
}
