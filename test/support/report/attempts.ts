/** Attempts made by hand, with what they left behind. */
import { digestOf } from '#core/digest.js';
import { bytes, wallTime } from '#core/units.js';
import { attemptIdOf, type Work } from '#domain/attempt.js';
import { type Facts, type FailureCode, failure } from '#domain/failure.js';
import type { Metric } from '#domain/metric.js';
import { boardId, runSetId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { RunCell } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import type { RunSet } from '#domain/run-set.js';
import { stepKey } from './plans.js';

export const theRun: RunSet = {
  id: runSetId('20261120-133012-quickstart-3f9a'),
  experiment: 'quickstart',
  name: null,
  tags: [],
  where: null,
  spec: 'schema: 1\nname: quickstart\n',
  specPath: '/home/alice/lab/experiments/quickstart.yaml',
  inventory: null,
  planDigest: digestOf('plan'),
  seed: 7,
  startedAt: wallTime('2026-11-20T13:30:12.000Z'),
  endedAt: wallTime('2026-11-20T13:31:24.000Z'),
};

export const succeeded: Outcome = { kind: 'succeeded' };
export const failed = (code: FailureCode, facts: Facts = {}): Outcome => ({
  kind: 'failed',
  failure: failure(code, facts),
});
export const unsupported = (code: FailureCode, facts: Facts = {}): Outcome => ({
  kind: 'unsupported',
  failure: failure(code, facts),
});
export const fellBack: Outcome = {
  kind: 'invalid',
  doubts: [{ code: 'execution/arithmetic', facts: { asked: 'fp16', used: 'fp32' } }],
};

export interface Extra {
  readonly try?: number;
  readonly metrics?: readonly Metric[];
  readonly minute?: number;
  readonly files?: AttemptRecord['files'];
}

/** No outcome: open. */
export function session(cell: RunCell, ordinal: number, outcome?: Outcome, extra: Extra = {}): AttemptRecord {
  return record(
    { kind: 'session', cell: cell.key, ordinal, fingerprint: cell.measurement.fingerprint },
    outcome,
    extra,
  );
}

export function accuracy(cell: RunCell, outcome?: Outcome, extra: Extra = {}): AttemptRecord {
  return record({ kind: 'accuracy', cell: cell.key, fingerprint: cell.measurement.fingerprint }, outcome, extra);
}

export function conversion(name: string, outcome?: Outcome, extra: Extra = {}): AttemptRecord {
  return record({ kind: 'conversion', step: stepKey(name) }, outcome, extra);
}

/** Five seconds long, at 13:`minute`. */
function record(work: Work, outcome: Outcome | undefined, extra: Extra): AttemptRecord {
  const count = extra.try ?? 1;
  const minute = String(extra.minute ?? 30).padStart(2, '0');
  return {
    id: attemptIdOf(theRun.id, work, count),
    work,
    board: boardId('local'),
    try: count,
    openedAt: wallTime(`2026-11-20T13:${minute}:20.000Z`),
    ...(outcome ? { endedAt: wallTime(`2026-11-20T13:${minute}:25.000Z`), outcome } : {}),
    metrics: extra.metrics ?? [],
    files: extra.files ?? [],
    environment: outcome ? digestOf('environment') : null,
  };
}

export function log(role: 'stdout' | 'stderr', attempt: string): AttemptRecord['files'][number] {
  return { role, path: `${theRun.id}/${attempt}/${role}`, bytes: bytes(120), digest: digestOf(`${attempt} ${role}`) };
}

/** What a session of this median leaves. Below 662 samples a p99 is not known. */
export function sessionMetrics(medianNs: number, samples = 1000): readonly Metric[] {
  const latency = { name: 'latency', scope: 'inference', unit: 'ns', source: 'computed', count: samples } as const;
  const p99: Metric = { ...latency, statistic: 'p99', value: null, unknownBecause: 'fewer than 662 samples' };
  return [
    { ...latency, statistic: 'median', value: medianNs },
    { ...latency, statistic: 'p90', value: medianNs * 1.05 },
    samples < 662 ? p99 : { ...latency, statistic: 'p99', value: medianNs * 1.2 },
    { ...latency, statistic: 'cold', value: medianNs * 9, count: 1 },
    { name: 'load-time', statistic: 'value', scope: 'load', unit: 'ns', source: 'computed', value: 12_300_000 },
    {
      name: 'throughput',
      statistic: 'mean',
      scope: 'inference',
      unit: 'per-second',
      source: 'computed',
      value: 0.98e9 / medianNs,
    },
    { name: 'memory', statistic: 'peak', scope: 'process', unit: 'bytes', source: 'computed', value: 88_000_000 },
  ];
}

export function topMetrics(hits: number, counted: number): readonly Metric[] {
  const one = { statistic: 'count', scope: 'data', unit: 'count', source: 'computed', count: counted } as const;
  return [
    { ...one, name: 'top-1', value: hits },
    { ...one, name: 'top-5', value: Math.min(counted, hits + 6) },
  ];
}
