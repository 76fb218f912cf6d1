/**
 * What the journal says of an event and of what the schedule wanted next, as canonical JSON: the same run gives the same
 * bytes, which is what the simulator compares. Evidence is counted, not repeated: its rows are the record.
 */
import { canonicalJson, type Json, type Plain } from '#core/canonical-json.js';
import { exhaustive } from '#core/invariant.js';
import type { Command, EventBody } from '#domain/event.js';
import type { Failure } from '#domain/failure.js';
import type { Holder } from '#domain/job.js';
import type { Outcome } from '#domain/outcome.js';
import type { Recovery } from '#domain/recovery.js';

export function journalBody(event: EventBody, intents: readonly Command[]): string {
  const body = bodyOf(event);
  return canonicalJson(intents.length === 0 ? body : { ...body, next: intents.map(intentText) });
}

type Body = { readonly [member: string]: Json };

function bodyOf(event: EventBody): Body {
  switch (event.kind) {
    case 'probed':
      // The facts themselves are large and reach the record as the environment of each attempt.
      return event.facts.ok ? { board: event.board } : { board: event.board, failure: plainFailure(event.facts.error) };
    case 'launched':
    case 'absent':
      return { attempt: event.attempt };
    case 'held': {
      const holder: Plain<Holder> = event.holder;
      return { attempt: event.attempt, holder };
    }
    case 'ended': {
      const outcome: Plain<Outcome> = event.outcome;
      return {
        attempt: event.attempt,
        outcome,
        files: event.evidence.files.length,
        metrics: event.evidence.metrics.length,
      };
    }
    case 'silent':
      return { attempt: event.attempt, failure: plainFailure(event.failure) };
    case 'stopped':
      return { attempt: event.attempt, left: event.left };
    case 'recovered': {
      const result: Plain<Recovery> = event.result;
      return { board: event.board, rung: event.rung, result };
    }
    case 'woke':
      return {};
    case 'stop':
      return { how: event.how };
    default:
      return exhaustive(event);
  }
}

function plainFailure(failure: Failure): Json {
  const plain: Plain<Failure> = failure;
  return plain;
}

function intentText(command: Command): string {
  switch (command.kind) {
    case 'probe':
      return `probe ${command.board}`;
    case 'launch':
      return `launch ${command.attempt.id}${command.supersedes ? ` anew, without ${command.supersedes.board}` : ''}`;
    case 'reconcile':
    case 'stop':
      return `${command.kind} ${command.attempt}`;
    case 'recover':
      return `recover ${command.board} ${command.rung}`;
    case 'set-aside':
      return `set-aside ${command.board} ${command.how} ${command.because.code}`;
    case 'finish':
      return `finish ${command.because.kind}${command.because.kind === 'failed' ? ` ${command.because.attempt}` : ''}`;
    case 'sleep':
      return `sleep ${command.until}`;
    default:
      return exhaustive(command);
  }
}
