/** From what a framework's own tool printed to an outcome: exit 0 and a whole summary, and it used what it was asked to. */
import { failure } from '#domain/failure.js';
import type { Ending } from '#domain/job.js';
import type { Execution } from '#domain/message.js';
import type { Outcome } from '#domain/outcome.js';
import type { Session } from '#parse/session.js';
import type { ToolContent, ToolFacts, ToolReading } from '#parse/tool-reading.js';
import { doubtsOf, errorOutcome, exitFailure, type LastWords } from './judge.js';

/** What a measurement is about; Hailo's own tool tells the latter alone where it is not asked for more. */
const measured: ReadonlySet<string> = new Set(['latency', 'throughput']);

export interface SummaryEvidence {
  readonly reading: ToolReading;
  readonly messages: Session;
  readonly asked: Execution;
}

export function judgeSummary({ reading, messages, asked }: SummaryEvidence, ending: Ending, words: LastWords): Outcome {
  if (messages.error) return errorOutcome(messages.error);
  // Some crash when all is done and said.
  const passed = reading.kind === 'complete' && reading.facts['passed'] === true;
  if (ending.exitCode !== 0 && !passed) return exitFailure(ending, reading.said ?? (words.stderr || words.stdout));
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
  const problem = notOneMeasurement(reading);
  if (problem) return { kind: 'failed', failure: failure('runner/broken-protocol', { problem, log: 'stdout' }) };
  const doubts = messages.loaded
    ? doubtsOf(messages.loaded.asked, messages.loaded.used)
    : doubtsOf(asked, ownWords(reading.facts, asked));
  return doubts.length > 0 ? { kind: 'invalid', doubts } : { kind: 'succeeded' };
}

/** It ended well and measured something else than this session is about: nothing, or whatever it knows. */
function notOneMeasurement({ figures, facts }: ToolContent): string | undefined {
  if (typeof facts['models'] === 'number' && facts['models'] > 1) return 'several-models-in-its-summary';
  return figures.some(({ name, value }) => measured.has(name) && value !== null)
    ? undefined
    : 'no-latency-in-its-summary';
}

/**
 * Nobody looked at the graph that runs. What the tool says of itself is held against it, and its silence is not: the fact
 * `provider`, where it ran, and `arithmetic`, in what the layers that are not quantised were computed.
 */
function ownWords({ provider, arithmetic }: ToolFacts, asked: Execution): Execution {
  return {
    provider: typeof provider === 'string' ? provider : asked.provider,
    unit: asked.unit,
    arithmetic: asked.arithmetic === 'int8' || typeof arithmetic !== 'string' ? asked.arithmetic : arithmetic,
  };
}
