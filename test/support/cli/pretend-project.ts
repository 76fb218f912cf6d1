/**
 * A project in a folder of its own with a toolchain that pretends: real boards, real processes, no framework. What its
 * runner does is the level of an axis.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** measure: ten samples. crash: exit 7. refuse: an error of the framework. swap: uses fp32 whatever was asked. wait: until the gate opens. stubborn: the same, deaf to TERM. */
export type Does = 'measure' | 'crash' | 'refuse' | 'swap' | 'wait' | 'stubborn';

export interface PretendProject {
  readonly folder: string;
  readonly experiment: string;
  openGate(): void;
  remove(): void;
}

export function pretendProject(does: readonly Does[], sessions = 1): PretendProject {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrate-cli-'));
  const write = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('toolchains/pretend/toolchain.yaml', toolchain);
  write('toolchains/pretend/pretend.mjs', runner);
  write('model.txt', join(folder, 'gate'));
  // A board of its own: tests that run beside each other must not wait for one lock.
  write(
    'inventory.yaml',
    `schema: 1\nboards:\n  here:\n    local: true\n    device: this-machine\n    paths: { state: ${folder}/state, lock: ${folder}/lock }\n`,
  );
  write('pretend.yaml', experimentOf(does, sessions));
  return {
    folder,
    experiment: 'pretend.yaml',
    openGate: () => writeFileSync(join(folder, 'gate'), 'open'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function experimentOf(does: readonly Does[], sessions: number): string {
  return `schema: 1
name: pretend
inventory: inventory.yaml
matrix:
  axes:
    device: [this-machine]
    model: [nothing]
    framework: [pretend]
    precision: [fp16]
    does: [${does.join(', ')}]
models:
  nothing:
    sources: [{ format: text, precision: fp16, path: model.txt }]
    inputs: [{ name: input, shape: [1, 4] }]
measure:
  sessions: ${sessions}
  warmup: { iterations: 1, max: 1s }
  iterations: { min: 10, max: 10 }
  duration: { min: 1ms }
  input: random
`;
}

const toolchain = `schema: 1
name: pretend
loads: text
precisions: [fp16]
on: [{ unit: cpu, provider: pretend }]
options:
  does: { type: word, effect: run, default: measure, values: [measure, crash, refuse, swap, wait, stubborn] }
runners:
  - name: node
    protocol: 1
    needs: [node]
    argv: ["{node}", "{files}/pretend.mjs", "{job}"]
    files: [pretend.mjs]
`;

/** Waiting is a watch on the gate's folder: it costs nothing and ends the moment the gate is there. */
const runner = `import { appendFileSync, existsSync, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';
const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const does = job.options.does;
let seq = 0;
const say = (body) => appendFileSync(job.messages, JSON.stringify({ seq: seq++, ...body }) + '\\n');
const sample = (of, first, count) => say({ kind: 'samples', of, first,
  startNs: Array.from({ length: count }, (_, i) => 1000 * (first + i)),
  phases: { inference: Array.from({ length: count }, () => 1500000) } });
say({ kind: 'hello', protocol: 1, runner: 'pretend', versions: { pretend: '1.0.0' } });
if (does === 'crash') { process.stderr.write('\\u001b[31mno such luck\\n'); process.exit(7); }
if (does === 'refuse') { say({ kind: 'error', at: 'load', code: 'refused', text: 'pretending is not supported' }); process.exit(1); }
say({ kind: 'loaded', loadNs: 1000, asked: job.asked, used: does === 'swap' ? { ...job.asked, arithmetic: 'fp32' } : job.asked });
if (does === 'stubborn') process.on('SIGTERM', () => {});
if (does === 'wait' || does === 'stubborn') {
  const gate = readFileSync(job.model.file, 'utf8');
  await new Promise((open) => {
    const watcher = watch(dirname(gate), () => existsSync(gate) && (watcher.close(), open()));
    if (existsSync(gate)) { watcher.close(); open(); }
  });
}
sample('cold', 0, 1);
sample('warm-up', 1, 1);
sample('steady', 2, 10);
say({ kind: 'memory', peakRssBytes: 1000000 });
say({ kind: 'done', iterations: 10 });
`;
