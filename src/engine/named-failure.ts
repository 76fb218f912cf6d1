/**
 * What the words of a tool mean, as its toolchain declares it. Words never make a failure of what was proved: they only say
 * why there is no proof.
 */
import { type Facts, type Failure, failure } from '#domain/failure.js';
import type { Outcome } from '#domain/outcome.js';
import type { NamedFailure } from '#domain/toolchain.js';
import { plainText } from '#parse/plain-text.js';

/** Patterns come from toolchain files and lines from boards: neither may cost more than a bounded line does. */
const LINE_MOST = 2000;

/** The first line that a pattern matches, without colours and controls. */
export function lineWith(pattern: string, lines: readonly string[]): string | undefined {
  const form = new RegExp(pattern, 'u');
  for (const line of lines) {
    const plain = plainText(line, LINE_MOST).trimEnd();
    if (form.test(plain)) return plain;
  }
  return undefined;
}

/** By the first pattern that any line matches: their order is one of precedence, not that of the lines. */
export function namedFailure(
  patterns: readonly NamedFailure[],
  lines: readonly string[],
  facts: Facts,
): Failure | undefined {
  for (const { line, code } of patterns) {
    const said = lineWith(line, lines);
    if (said !== undefined) return failure(code, { ...facts, said });
  }
  return undefined;
}

/** The same outcome with its reason, where the words of a runner, or of the tool behind it, give one. */
export function reasoned(
  outcome: Outcome,
  patterns: readonly NamedFailure[],
  { lines, name }: { readonly lines: readonly string[]; readonly name: string },
): Outcome {
  if (outcome.kind !== 'failed' && outcome.kind !== 'unsupported') return outcome;
  const { at, operator, said } = outcome.failure.facts;
  const where = { ...(at === undefined ? {} : { at }), ...(operator === undefined ? {} : { operator }) };
  const own = typeof said === 'string' ? said.split('\n') : [];
  const named = namedFailure(patterns, [...own, ...lines], { runner: name, ...where });
  if (!named) return outcome;
  return named.code === 'toolchain/refused'
    ? { kind: 'unsupported', failure: named }
    : { kind: 'failed', failure: named };
}
