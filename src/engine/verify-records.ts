/**
 * The database against itself: metrics against the samples they were computed from, attempts against the ids that are
 * derived from them, and both against the journal that was written in the same transactions.
 */
import { canonicalJson, type Json, type Plain } from '#core/canonical-json.js';
import { attemptIdOf } from '#domain/attempt.js';
import type { Samples } from '#domain/message.js';
import type { Metric } from '#domain/metric.js';
import type { RunSetId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { AttemptRecord } from '#domain/record.js';
import type { Finding } from '#domain/verification.js';
import type { JournalEntry } from '#ports/result-store.js';
import { computedFromSamples, latencyMetrics } from './latency-metrics.js';

/** Of a session: what its samples give and what is stored must be equal, to the last digit and with the same reasons. */
export function metricFindings(
  record: Pick<AttemptRecord, 'id' | 'metrics'>,
  samples: readonly Samples[],
): readonly Finding[] {
  const stored = new Map(
    record.metrics
      // What a tool reported follows from no sample.
      .filter(({ name, source }) => source === 'computed' && computedFromSamples.has(name))
      .map((one) => [identityOf(one), one]),
  );
  const computed = new Map(latencyMetrics(samples).map((one) => [identityOf(one), one]));
  return [...new Set([...computed.keys(), ...stored.keys()])].flatMap((identity): Finding[] => {
    const [expected, found] = [computed.get(identity), stored.get(identity)];
    if (expected && found && sameMetric(expected, found)) return [];
    return [{ kind: 'metric', attempt: record.id, metric: identity, expected: expected?.value, found: found?.value }];
  });
}

export function attemptFindings(runSet: RunSetId, record: AttemptRecord): readonly Finding[] {
  const expected = attemptIdOf(runSet, record.work, record.try);
  return expected === record.id ? [] : [{ kind: 'attempt', attempt: record.id, expected }];
}

/** How each attempt ended as the journal has it; the first end counts, the same one may be told again. */
export class JournaledEnds {
  readonly #ends = new Map<string, { readonly outcome: string; readonly files: string; readonly metrics: string }>();

  constructor(journal: readonly JournalEntry[]) {
    for (const { kind, body } of journal) {
      if (kind !== 'ended' || !isObject(body)) continue;
      const { attempt, outcome, files, metrics } = body;
      if (typeof attempt !== 'string' || this.#ends.has(attempt)) continue;
      this.#ends.set(attempt, { outcome: textOf(outcome), files: textOf(files), metrics: textOf(metrics) });
    }
  }

  findings({ id, outcome, files, metrics, metricRows }: AttemptRecord): readonly Finding[] {
    const end = this.#ends.get(id) ?? { outcome: 'open', files: '0', metrics: '0' };
    this.#ends.delete(id);
    const plain: Plain<Outcome> | undefined = outcome;
    const stored = {
      outcome: plain ? canonicalJson(plain) : 'open',
      files: String(files.length),
      metrics: String(metricRows ?? metrics.length),
    };
    return (['outcome', 'files', 'metrics'] as const).flatMap((what): Finding[] =>
      end[what] === stored[what]
        ? []
        : [{ kind: 'journal', attempt: id, what, expected: end[what], found: stored[what] }],
    );
  }

  /** Ends of attempts that no row tells of; asked after all rows. */
  left(): readonly Finding[] {
    return [...this.#ends].map(([attempt, { outcome }]) => {
      return { kind: 'journal', attempt, what: 'outcome', expected: outcome, found: 'no such attempt' };
    });
  }
}

function sameMetric(one: Metric, other: Metric): boolean {
  return one.value === other.value && one.count === other.count && one.unknownBecause === other.unknownBecause;
}

/** `latency median inference ns computed`. */
function identityOf({ name, statistic, scope, unit, source }: Metric): string {
  return [name, statistic, scope, unit, source].join(' ');
}

function textOf(value: Json | undefined): string {
  return value === undefined ? 'nothing' : canonicalJson(value);
}

function isObject(value: Json): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
