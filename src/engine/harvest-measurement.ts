/** The messages of a measuring runner become samples on disk, metrics, and an outcome. */

import type { Result } from '#core/result.js';
import type { Work } from '#domain/attempt.js';
import type { KeptFile } from '#domain/event.js';
import type { Failure } from '#domain/failure.js';
import type { Message } from '#domain/message.js';
import type { Metric } from '#domain/metric.js';
import { createMessageReader } from '#parse/messages.js';
import { durationsOf, readSession, type Session } from '#parse/session.js';
import { metricsOf } from '#stats/session-metrics.js';
import { sessionSummary } from '#stats/session-summary.js';
import type { HarvesterParts, Scene, WorkHarvest } from './harvest-scene.js';
import { judgeReading } from './judge.js';
import { pieces, type Spool } from './spool.js';

type Measuring = Exclude<Work, { kind: 'conversion' }>;

export async function harvestMeasurement(
  parts: HarvesterParts,
  scene: Scene & { readonly work: Measuring },
): Promise<WorkHarvest> {
  const { attempt, ending, spool, words, work } = scene;
  const read = await readMessages(spool);
  if (!read.ok) {
    return { outcome: { kind: 'failed', failure: read.error }, files: [], metrics: [], versions: {} };
  }
  const session = read.value;
  const files: KeptFile[] = [];
  if (session.samples.length > 0)
    files.push(await parts.world.files.samples(parts.runSet, attempt.id, session.samples));
  return {
    outcome: judgeReading(session, ending, words),
    files,
    metrics: [
      ...(work.kind === 'session' ? latencyMetrics(session) : accuracyMetrics(session)),
      ...commonMetrics(parts, scene, session),
    ],
    versions: session.hello?.versions ?? {},
  };
}

async function readMessages(spool: Spool): Promise<Result<Session, Failure>> {
  const reader = createMessageReader();
  const messages: Message[] = [];
  for await (const piece of pieces(spool, 'messages')) {
    const some = reader.push(piece);
    if (!some.ok) return { ok: false, error: some.error.failure };
    for (const message of some.value) messages.push(message);
  }
  return readSession(messages);
}

function latencyMetrics(session: Session): readonly Metric[] {
  const steady = durationsOf(session.samples, 'steady');
  if (steady.length === 0) return [];
  const summary = sessionSummary(steady, durationsOf(session.samples, 'cold'));
  return [...metricsOf(summary), throughput(session)];
}

/** Completed by the wall time from the first start to the last end of the steady iterations: never 1 / mean. */
function throughput(session: Session): Metric {
  const steady = session.samples.filter((samples) => samples.of === 'steady');
  const starts = steady.flatMap((samples) => samples.startNs);
  const durations = durationsOf(steady, 'steady');
  const elapsedNs = (starts.at(-1) ?? 0) + (durations.at(-1) ?? 0) - (starts[0] ?? 0);
  const identity = {
    name: 'throughput',
    statistic: 'mean',
    scope: 'inference',
    unit: 'per-second',
    source: 'computed',
  } as const;
  if (elapsedNs <= 0) return { ...identity, value: null, unknownBecause: 'no time passed' };
  return { ...identity, value: durations.length / (elapsedNs / 1e9), count: durations.length };
}

function accuracyMetrics({ accuracy }: Session): readonly Metric[] {
  if (!accuracy) return [];
  return Object.entries(accuracy.hits).map(([name, hits]) => ({
    name,
    statistic: 'count',
    scope: 'data',
    unit: 'count',
    source: 'computed',
    value: hits,
    count: accuracy.counted,
  }));
}

function commonMetrics(
  parts: HarvesterParts,
  scene: Scene & { readonly work: Measuring },
  session: Session,
): readonly Metric[] {
  const metric = (identity: Pick<Metric, 'name' | 'statistic' | 'scope' | 'unit'>, value: number | null): Metric => {
    const unknown = value === null ? { unknownBecause: 'the runner did not say' } : {};
    return { ...identity, source: 'computed', value, ...unknown };
  };
  const modelBytes = parts.jobs.modelBytesOf(scene.work, scene.connection.facts);
  return [
    metric({ name: 'load-time', statistic: 'value', scope: 'load', unit: 'ns' }, session.loaded?.loadNs ?? null),
    metric({ name: 'memory', statistic: 'peak', scope: 'process', unit: 'bytes' }, session.peakRssBytes),
    metric({ name: 'size', statistic: 'value', scope: 'model', unit: 'bytes' }, modelBytes),
  ];
}
