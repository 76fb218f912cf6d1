/**
 * A project whose runner and converter keep a ledger of their own, outside of all that is tested: who began, who ended,
 * and whom of the others they found alive. The work is real processes on the real board.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface LedgerLine {
  readonly at: 'begin' | 'end';
  readonly attempt: string;
  readonly pid: number;
  /** Since boot, as procfs says it: with the pid it names one process for ever. */
  readonly start: string;
  /** Attempts whose process was alive when this one began. */
  readonly met: readonly string[];
}

/** How conversions are made. */
interface Making {
  readonly waits?: true;
  readonly where?: 'builder';
}

export class LedgerProject implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'orchestrate-kill-'));
  readonly experiment = 'ledger.yaml';

  /** `transport`: how the inventory reaches the board. `waits`: conversions, there or on a builder, go on when the gate opens. */
  constructor(transport = 'local: true', { waits, where }: Making = {}) {
    const gate = waits === true ? join(this.folder, 'gate') : 'none';
    this.#write('toolchains/ledger/toolchain.yaml', toolchain(this.#ledger, { where: where ?? 'board', gate }));
    this.#write('toolchains/ledger/keep.mjs', keeper);
    this.#write('toolchains/ledger/runner.mjs', runner);
    this.#write('toolchains/ledger/convert.mjs', converter);
    for (const model of ['m1', 'm2']) this.#write(`${model}.txt`, model);
    this.#write('images.npy', npy('<f4', '(2, 2)', 16));
    this.#write('labels.npy', npy('<i8', '(2,)', 16));
    const paths = `{ state: ${this.folder}/state, lock: ${this.folder}/lock }`;
    this.#write(
      'inventory.yaml',
      `schema: 1\nboards:\n  here: { ${transport}, device: this-machine, paths: ${paths} }\n`,
    );
    this.#write(this.experiment, experiment);
    writeFileSync(this.#ledger, '');
  }

  openGate(): void {
    writeFileSync(join(this.folder, 'gate'), 'open');
  }

  /** Resolves when the ledger is what it is asked for. */
  async told(is: (lines: readonly LedgerLine[]) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!is(this.ledger())) return;
        watcher.close();
        resolve();
      };
      const watcher = watch(this.#ledger, look);
      look();
    });
  }

  get #ledger(): string {
    return join(this.folder, 'ledger');
  }

  ledger(): readonly LedgerLine[] {
    const lines = readFileSync(this.#ledger, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LedgerLine);
  }

  /** The process of the runner or converter that began last, if it is still there. */
  lastRunner(): number | undefined {
    const last = this.ledger().findLast((line) => line.at === 'begin');
    return last && startOf(last.pid) === last.start ? last.pid : undefined;
  }

  /** The supervisor of the newest attempt without an outcome. */
  liveSupervisor(): number | undefined {
    const attempts = join(this.folder, 'state', 'attempts');
    if (!existsSync(attempts)) return undefined;
    for (const id of readdirSync(attempts)) {
      const begin = join(attempts, id, 'begin');
      if (!existsSync(begin) || existsSync(join(attempts, id, 'outcome'))) continue;
      const [, pid, start] = /^pid=(\d+)\nstart=(\d+)$/m.exec(readFileSync(begin, 'utf8')) ?? [];
      if (pid !== undefined && startOf(Number(pid)) === start) return Number(pid);
    }
    return undefined;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #write(path: string, content: string | Uint8Array): void {
    mkdirSync(join(this.folder, path, '..'), { recursive: true });
    appendFileSync(join(this.folder, path), content);
  }
}

/** A pid may have been given to somebody else since: only the start time tells. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function npy(descr: string, shape: string, bytes: number): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117, ' ').concat('\n');
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length % 256, header.length >> 8]);
  return Buffer.concat([head, Buffer.from(header, 'latin1'), Buffer.alloc(bytes)]);
}

const experiment = `schema: 1
name: ledger
inventory: inventory.yaml
matrix:
  - axes: { device: [this-machine], model: [m1, m2], framework: [ledger], precision: [fp32] }
models:
  m1: { task: classification, weights: none, sources: [{ format: text, precision: fp32, path: m1.txt }], inputs: [{ name: input, shape: [batch, 2], dtype: float32 }] }
  m2: { task: classification, weights: none, sources: [{ format: text, precision: fp32, path: m2.txt }], inputs: [{ name: input, shape: [batch, 2], dtype: float32 }] }
data:
  tiny: { path: images.npy, labels: labels.npy, format: npy }
measure:
  sessions: 3
  warmup: { iterations: 1, max: 1s }
  iterations: { min: 4, max: 4 }
  duration: { min: 1ms }
  input: data
  data: tiny
  accuracy: { data: tiny, top: [1] }
`;

interface Recipe {
  readonly where: 'builder' | 'board';
  readonly gate: string;
}

const toolchain = (ledger: string, { where, gate }: Recipe): string => `schema: 1
name: ledger
loads: compiled
precisions: [fp32]
on: [{ unit: cpu, provider: none }]
probes: { vitest: { kind: node-package, package: vitest } }
runners:
  - { name: node, protocol: 1, needs: [node], argv: ['{node}', '{files}/runner.mjs', '{job}', '${ledger}'], files: [runner.mjs, keep.mjs] }
conversions:
  - id: compile
    from: { format: text, precision: any }
    to: { format: compiled, precision: same }
    where: ${where}
    needs: [node]
    tool: vitest
    argv: ['{node}', '{files}/convert.mjs', '{source}', '{out}', '${ledger}', '${gate}']
    files: [convert.mjs, keep.mjs]
`;

/** Alive means: the process of an earlier line without an end still has the start time that it had then. */
const keeper = `import { appendFileSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
const startOf = (pid) => {
  try {
    const stat = readFileSync('/proc/' + pid + '/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch { return undefined; }
};
export function note(ledger) {
  const attempt = basename(process.cwd());
  const lines = readFileSync(ledger, 'utf8').split('\\n').slice(0, -1).map((line) => JSON.parse(line));
  const ended = new Set(lines.filter((line) => line.at === 'end').map((line) => line.pid + ' ' + line.start));
  const met = lines
    .filter((line) => line.at === 'begin' && !ended.has(line.pid + ' ' + line.start) && startOf(line.pid) === line.start)
    .map((line) => line.attempt);
  return (at) => appendFileSync(ledger, JSON.stringify({ at, attempt, pid: process.pid, start: startOf(process.pid), met }) + '\\n');
}
export function keep(ledger, work) {
  const tell = note(ledger);
  tell('begin');
  work();
  // Long enough that a blow hits it at work, in a thread that sleeps and does not spin.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120);
  tell('end');
}
`;

const runner = `import { appendFileSync, readFileSync } from 'node:fs';
import { keep } from './keep.mjs';
const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let seq = 0;
const say = (body) => appendFileSync(job.messages, JSON.stringify({ seq: seq++, ...body }) + '\\n');
const now = Number(process.hrtime.bigint());
const sample = (of, first, count) => say({ kind: 'samples', of, first,
  startNs: Array.from({ length: count }, (_, i) => now + first + i),
  phases: { inference: Array.from({ length: count }, (_, i) => 1000 + i) } });
keep(process.argv[3], () => {
  say({ kind: 'hello', protocol: 1, runner: 'ledger', versions: {} });
  say({ kind: 'loaded', loadNs: 1, asked: job.asked, used: job.asked });
});
if (job.purpose === 'accuracy') {
  say({ kind: 'accuracy', data: job.accuracy.data, counted: 2, hits: { 'top-1': 1 } });
  say({ kind: 'done', iterations: 2 });
} else {
  sample('cold', 0, 1);
  sample('steady', 1, 4);
  say({ kind: 'done', iterations: 4 });
}
`;

/** Waiting is a watch on the gate's folder: it ends the moment the gate is there. */
const converter = `import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { keep, note } from './keep.mjs';
const [, , source, out, ledger, gate] = process.argv;
const convert = () => writeFileSync(out, 'compiled ' + readFileSync(source, 'utf8'));
if (gate === 'none') keep(ledger, convert);
else {
  const tell = note(ledger);
  tell('begin');
  await new Promise((open) => {
    const watcher = watch(dirname(gate), () => existsSync(gate) && (watcher.close(), open()));
    if (existsSync(gate)) { watcher.close(); open(); }
  });
  convert();
  tell('end');
}
`;
