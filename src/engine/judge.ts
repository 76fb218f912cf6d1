/** From what an attempt proved to its outcome. Pure: no exit code, file or silence is believed on its own. */
import { exhaustive } from '#core/invariant.js';
import type { Work } from '#domain/attempt.js';
import { type Failure, type FailureCode, failure } from '#domain/failure.js';
import type { Ending } from '#domain/job.js';
import type { Execution } from '#domain/message.js';
import type { Doubt, Outcome } from '#domain/outcome.js';
import type { PlannedStep } from '#domain/plan.js';
import type { Session } from '#parse/session.js';
import { namedFailure } from './named-failure.js';

/** The last lines of what it printed, for people. */
export interface LastWords {
  readonly stdout: string;
  readonly stderr: string;
}

/** What ended the attempt from outside, before any of its own words count. Undefined: it ended by itself. */
export function interruption(work: Work, ending: Ending): Outcome | undefined {
  const failed = (code: FailureCode): Outcome => ({ kind: 'failed', failure: failure(code, endingFacts(ending)) });
  if (ending.left === 'left-over') return failed('board/left-over');
  switch (ending.reason) {
    case 'exited':
      if (ending.oomKilled) return failed('runner/out-of-memory');
      // KILL comes from outside: the work cannot be blamed for it unless the kernel says that memory ran out.
      return ending.signal === 9 ? failed('attempt/killed') : undefined;
    case 'stopped':
      return { kind: 'cancelled', by: 'user' };
    case 'timeout':
      return failed(work.kind === 'conversion' ? 'conversion/timeout' : 'runner/timeout');
    case 'flooded':
      return failed('runner/flooded');
    case 'vanished':
      return failed('attempt/vanished');
    case 'rebooted':
      return failed('attempt/rebooted');
    case 'not-started':
      return failed('attempt/not-started');
    default:
      return exhaustive(ending.reason);
  }
}

/** A measurement is believed when its messages are whole, end with `done`, and the framework did what it was asked. */
export function judgeReading(reading: Session, ending: Ending, words: LastWords): Outcome {
  const { error, done, loaded } = reading;
  if (error) return errorOutcome(error);
  if (ending.exitCode !== 0) return exitFailure(ending, words.stderr);
  if (!done || !loaded) {
    return {
      kind: 'failed',
      failure: failure('runner/broken-protocol', { problem: done ? 'loaded is missing' : 'done is missing' }),
    };
  }
  const doubts = doubtsOf(loaded.asked, loaded.used);
  return doubts.length > 0 ? { kind: 'invalid', doubts } : { kind: 'succeeded' };
}

/** The runner's own account of what stopped it. */
export function errorOutcome(error: NonNullable<Session['error']>): Outcome {
  const facts = {
    at: error.at,
    said: error.text,
    ...(error.operator === undefined ? {} : { operator: error.operator }),
  };
  if (error.code === 'refused') return { kind: 'unsupported', failure: failure('toolchain/refused', facts) };
  const code = error.code === 'out-of-memory' ? 'runner/out-of-memory' : 'runner/error';
  return { kind: 'failed', failure: failure(code, facts) };
}

export function exitFailure(ending: Ending, said: string): Outcome {
  return { kind: 'failed', failure: failure('runner/crashed', { ...endingFacts(ending), said }) };
}

/** Asked and used must be equal: a silent fall-back is measured, kept, and not believed. */
export function doubtsOf(asked: Execution, used: Execution): Doubt[] {
  const fields = ['provider', 'unit', 'arithmetic'] as const;
  return fields
    .filter((field) => asked[field] !== used[field])
    .map((field) => ({ code: `execution/${field}` as const, facts: { asked: asked[field], used: used[field] } }));
}

/** Why a conversion gave nothing: the first of its declared patterns that a line of its output matches, else its exit. */
export function conversionFailure(
  step: PlannedStep | undefined,
  ending: Ending,
  { words, lines }: { readonly words: LastWords; readonly lines: readonly string[] },
): Failure {
  const conversion = step?.conversion ?? null;
  const named = namedFailure(step?.failures ?? [], lines, { conversion });
  if (named) return named;
  return failure('conversion/failed', {
    ...endingFacts(ending),
    said: words.stderr || words.stdout,
    conversion,
    ...(step?.proves !== undefined && ending.exitCode === 0 ? { unproven: true } : {}),
    ...(step?.from.kind === 'nothing' ? { build: step.from.name } : {}),
  });
}

function endingFacts(ending: Ending): Failure['facts'] {
  const { reason, exitCode, signal, note } = ending;
  return { reason, exitCode, signal, ...(note === null ? {} : { note }) };
}
