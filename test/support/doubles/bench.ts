/** A shipped toolchain over doubles, one step at a time and without a board: how each failure is classified. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { RunnerJob } from '#domain/job.js';
import type { Conversion, Runner, Toolchain } from '#domain/toolchain.js';
import { lineWith, namedFailure } from '#engine/named-failure.js';
import { argvFor } from '#plan/steps.js';
import { fill } from '#plan/templates.js';
import { readToolchain } from '#spec/toolchain.js';
import { root } from '#test/cli/binary.js';
import { pythonWithOnnxruntime } from '#test/toolchains/python.js';
import { type Ended, type Measured, Workbench } from '#test/toolchains/workbench.js';

const doubles = join(root, 'test/support/doubles');

/** To be called once in a test file, which has a process of its own. */
export function doublesFirst(): void {
  process.env['PATH'] = `${doubles}:${process.env['PATH']}`;
  process.env['PYTHONPATH'] = join(doubles, 'python');
}

export interface Tried {
  /** What the engine would make of it: proved, the named failure, or nothing that anybody knows. */
  readonly verdict: string;
  readonly ended: Ended;
}

/** What a runner's own messages say besides. */
interface Told {
  readonly said: string;
  readonly session: Measured['session'];
}

export class DoubleBench implements Disposable {
  readonly #toolchain: Toolchain;
  readonly #runner: Runner;
  readonly #given = mkdtempSync(join(tmpdir(), 'orchestrate-double-'));

  constructor(framework: string, runner: string) {
    const folder = join(root, 'toolchains', framework);
    const text = readFileSync(join(folder, 'toolchain.yaml'), 'utf8');
    const read = readToolchain({ name: 'toolchain.yaml', text }, folder);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    this.#toolchain = read.value;
    const own = this.#toolchain.runners.find(({ name }) => name === runner);
    if (!own) throw new Error(`${framework} has no runner ${runner}`);
    this.#runner = own;
  }

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.#given, name);
    writeFileSync(path, content);
    return path;
  }

  /** As a builder does it whose tool has the version of the double. */
  convert(id: string, words: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): Tried {
    const { conversions, folder } = this.#toolchain;
    const conversion = conversions.find((each) => each.id === id);
    if (!conversion) throw new Error(`there is no conversion ${id}`);
    const files = mkdtempSync(join(this.#given, 'files-'));
    for (const file of conversion.files) copyFileSync(join(folder, file), join(files, basename(file)));
    const known = { python: pythonWithOnnxruntime(), files, out: join(files, 'out'), ...words };
    const argv = fill(argvFor(conversion, env['DOUBLE_VERSION'] ?? words['version'] ?? ''), known);
    const started = spawnSync(argv[0] ?? '', argv.slice(1), {
      cwd: files,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    const ended = { exitCode: started.status, stdout: started.stdout, stderr: started.stderr };
    const lines = `${ended.stderr}\n${ended.stdout}`.split('\n');
    return { ended, verdict: verdictOf(conversion, ended, lines) };
  }

  async measure(job: Partial<RunnerJob>, env: Readonly<Record<string, string>> = {}): Promise<Tried & Told> {
    const model = this.file('compiled', 'EDGETPU 16\nwhatever');
    const { name: framework } = this.#toolchain;
    const bench = new Workbench({ framework, runner: this.#runner.name, interpreter: pythonWithOnnxruntime() });
    try {
      return this.#verdictOf(await bench.measure(bench.job(model, job), { env: { ...process.env, ...env } }));
    } finally {
      bench.dispose();
    }
  }

  #verdictOf({ session, ...ended }: Measured): Tried & Told {
    const said = session.error?.text ?? '';
    const lines = [...said.split('\n'), ...ended.stderr.split('\n')];
    const named = session.error ? namedFailure(this.#runner.failures ?? [], lines, {})?.code : undefined;
    const used = session.loaded?.used;
    const proved = used ? `${used.provider} ${used.unit} ${used.arithmetic}` : 'nothing';
    return { ended, said, session, verdict: named ?? session.error?.code ?? proved };
  }

  /** A runner that is a tool: what it printed as its parser reads it, and the failure that its words name. */
  tool(read: (text: string) => { readonly kind: string }, env: Readonly<Record<string, string>>): Tried {
    const words = { model: this.file('model.hef', 'compiled'), duration_s: '1', iterations: '5' };
    const argv = fill(argvFor(this.#runner, env['DOUBLE_VERSION'] ?? ''), words);
    const started = spawnSync(argv[0] ?? '', argv.slice(1), { encoding: 'utf8', env: { ...process.env, ...env } });
    const ended = { exitCode: started.status, stdout: started.stdout, stderr: started.stderr };
    const lines = `${ended.stderr}\n${ended.stdout}`.split('\n');
    const named = ended.exitCode === 0 ? undefined : namedFailure(this.#runner.failures ?? [], lines, {})?.code;
    return { ended, verdict: named ?? (ended.exitCode === 0 ? read(ended.stdout).kind : 'unknown') };
  }

  [Symbol.dispose](): void {
    rmSync(this.#given, { recursive: true, force: true });
  }
}

function verdictOf({ proves, failures }: Conversion, { exitCode }: Ended, lines: readonly string[]): string {
  const proved = proves === undefined ? exitCode === 0 : lineWith(proves, lines) !== undefined;
  return proved ? 'proved' : (namedFailure(failures, lines, {})?.code ?? 'unknown');
}
