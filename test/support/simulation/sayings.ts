/** What a simulated runner or converter says and leaves behind, by its fate. */
import type { Answers } from '#domain/answers.js';
import type { Job, RunnerJob } from '#domain/job.js';
import type { MessageBody } from '#domain/message.js';

/** What becomes of a cell or conversion when nothing disturbs it. */
export type Fate = 'measures' | 'refuses' | 'silent-fp32' | 'exits';

export interface Sayings {
  readonly messages: Uint8Array;
  readonly stderr: Uint8Array;
  readonly out: Uint8Array;
  readonly exitCode: number;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const nothing = new Uint8Array();
export const STEADY_SAMPLES = 7;

export function sayings(job: Job, { fate, kernel }: { fate: Fate; kernel: string }, nowNs: number): Sayings {
  const runnerJob = runnerJobOf(job);
  if (!runnerJob) return conversionSayings(fate, job, kernel);
  if (fate === 'exits') return { messages: nothing, stderr: text('segmentation fault\n'), out: nothing, exitCode: 139 };
  if (runnerJob.purpose === 'answers' && fate !== 'refuses') return answering(job, runnerJob, fate);
  const bodies =
    fate === 'refuses'
      ? refusal()
      : runnerJob.purpose === 'accuracy'
        ? accuracy(runnerJob)
        : latency(runnerJob, fate, nowNs);
  const lines = bodies.map((body, seq) => `${JSON.stringify({ seq, ...body })}\n`);
  return { messages: text(lines.join('')), stderr: nothing, out: nothing, exitCode: fate === 'refuses' ? 1 : 0 };
}

/** What is made of other files is other, and in what is made for a kernel, the kernel is. */
function conversionSayings(fate: Fate, job: Job, kernel: string): Sayings {
  const inputs = job.files.map(({ file }) => file.digest);
  if (fate === 'measures')
    return {
      messages: nothing,
      stderr: nothing,
      out: text(`made of ${inputs.join(' ')}${job.exclusive ? ` and kernel ${kernel}` : ''}`),
      exitCode: 0,
    };
  const stderr = fate === 'refuses' ? text('NOT_SUPPORTED: operator Frob\n') : text('converter fell over\n');
  return { messages: nothing, stderr, out: nothing, exitCode: 1 };
}

/** A builder answers for the source. What came out answers the same on a board, unless it is not what it was to be. */
function answering(job: Job, runnerJob: RunnerJob, fate: Fate): Sayings {
  const isBad = job.exclusive && fate === 'silent-fp32';
  const bodies = [hello, loaded(runnerJob, runnerJob.asked.arithmetic), { kind: 'done', iterations: 0 } as const];
  const lines = bodies.map((body, seq) => `${JSON.stringify({ seq, ...body })}\n`);
  return {
    messages: text(lines.join('')),
    stderr: nothing,
    out: text(JSON.stringify({ answers: isBad ? [3, -2, 1] : [1, 2, 3] })),
    exitCode: 0,
  };
}

export function answersIn(content: Uint8Array): Answers | undefined {
  const [, numbers] = /^{"answers":\[(.*)\]}$/.exec(new TextDecoder().decode(content)) ?? [];
  return numbers === undefined ? undefined : { rows: [Float32Array.from(numbers.split(',').map(Number))] };
}

const hello: MessageBody = { kind: 'hello', protocol: 1, runner: 'virtual', versions: { engine: '1.0' } };

function loaded(job: RunnerJob, arithmetic: string): MessageBody {
  return { kind: 'loaded', loadNs: 5_000_000, asked: job.asked, used: { ...job.asked, arithmetic } };
}

function refusal(): MessageBody[] {
  return [hello, { kind: 'error', at: 'load', code: 'refused', text: 'no kernel for Frob', operator: 'Frob' }];
}

function accuracy(job: RunnerJob): MessageBody[] {
  const data = job.accuracy?.data;
  if (data === undefined) return [hello];
  return [
    hello,
    loaded(job, job.asked.arithmetic),
    { kind: 'accuracy', data, counted: 10, hits: { 'top-1': 9 } },
    { kind: 'done', iterations: 10 },
  ];
}

function latency(job: RunnerJob, fate: Fate, nowNs: number): MessageBody[] {
  const arithmetic = fate === 'silent-fp32' ? `not ${job.asked.arithmetic}` : job.asked.arithmetic;
  const run = (of: 'cold' | 'warm-up' | 'steady', first: number, count: number): MessageBody => ({
    kind: 'samples',
    of,
    first,
    startNs: Array.from({ length: count }, (_, i) => Math.round(nowNs) + (first + i) * 1_000_000),
    phases: { inference: Array.from({ length: count }, (_, i) => 900_000 + i) },
  });
  return [
    hello,
    loaded(job, arithmetic),
    run('cold', 0, 1),
    run('warm-up', 1, 2),
    run('steady', 3, STEADY_SAMPLES),
    { kind: 'memory', peakRssBytes: 1_000_000 },
    { kind: 'done', iterations: STEADY_SAMPLES },
  ];
}

function runnerJobOf(job: Job): RunnerJob | undefined {
  const document: unknown = job.document;
  if (typeof document !== 'object' || document === null || !('asked' in document)) return undefined;
  return document as RunnerJob;
}
