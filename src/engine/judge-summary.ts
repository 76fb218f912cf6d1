/** From what a framework's own tool printed to an outcome: exit 0 and a whole summary, and it used what it was asked to. */
import { failure } from '#domain/failure.js';
import type { Ending } from '#domain/job.js';
import type { Execution } from '#domain/message.js';
import type { Outcome } from '#domain/outcome.js';
import type { BenchmarkAppReading, BenchmarkAppSummary } from '#parse/benchmark-app.js';
import type { Session } from '#parse/session.js';
import { doubtsOf, errorOutcome, exitFailure, type LastWords } from './judge.js';

export interface SummaryEvidence {
  readonly reading: BenchmarkAppReading;
  readonly messages: Session;
  readonly asked: Execution;
}

export function judgeSummary({ reading, messages, asked }: SummaryEvidence, ending: Ending, words: LastWords): Outcome {
  if (messages.error) return errorOutcome(messages.error);
  if (ending.exitCode !== 0) return exitFailure(ending, reading.said ?? (words.stderr || words.stdout));
  if (reading.kind === 'incomplete') {
    const facts = {
      problem: `no-${reading.missing.join('-and-no-')}-in-its-summary`,
      log: 'stdout',
      said: reading.said,
    };
    return { kind: 'failed', failure: failure('runner/broken-protocol', facts) };
  }
  if (reading.kind === 'unreadable') {
    const { line, figure, problem } = reading;
    const facts = { problem: `${figure}-${problem}`, line, log: 'stdout' };
    return { kind: 'failed', failure: failure('runner/broken-protocol', facts) };
  }
  const doubts = messages.loaded
    ? doubtsOf(messages.loaded.asked, messages.loaded.used)
    : doubtsOf(asked, ownWords(reading.summary, asked));
  return doubts.length > 0 ? { kind: 'invalid', doubts } : { kind: 'succeeded' };
}

/** OpenVINO's hint, which the compiled model corrects to what the device can do; of an int8 model it says nothing. */
const arithmetics: Readonly<Record<string, string>> = {
  float32: 'fp32',
  f32: 'fp32',
  float16: 'fp16',
  f16: 'fp16',
  bfloat16: 'bf16',
  bf16: 'bf16',
};

/** Nobody looked at the graph that runs. What the tool says of itself is held against it, and its silence is not. */
function ownWords({ devices, settings }: BenchmarkAppSummary, asked: Execution): Execution {
  const places = [...new Set(devices.map((device) => device.split('.')[0] ?? device))];
  const hint = arithmetics[settings['INFERENCE_PRECISION_HINT'] ?? ''];
  return {
    provider: places.length === 0 ? asked.provider : places.join('+'),
    unit: asked.unit,
    arithmetic: asked.arithmetic === 'int8' || hint === undefined ? asked.arithmetic : hint,
  };
}
