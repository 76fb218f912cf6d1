/** Why a session, a count or an answer came to nothing, in the words of the runner and of what it printed. */
import type { Outcome } from '#domain/outcome.js';
import type { NamedFailure } from '#domain/toolchain.js';
import { reasoned } from './named-failure.js';
import { printedLines } from './printed.js';
import type { Spool } from './spool.js';

interface Speaking {
  readonly name: string;
  readonly failures?: readonly NamedFailure[];
}

export async function reasonedBy({ name, failures = [] }: Speaking, spool: Spool, outcome: Outcome): Promise<Outcome> {
  const isOpen = outcome.kind === 'failed' || outcome.kind === 'unsupported';
  if (!isOpen || failures.length === 0) return outcome;
  return reasoned(outcome, failures, { lines: await printedLines(spool), name });
}
