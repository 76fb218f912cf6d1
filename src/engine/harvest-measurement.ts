/** The messages of a measuring runner become samples on disk, metrics, and an outcome. */

import type { Result } from '#core/result.js';
import type { Work } from '#domain/attempt.js';
import type { KeptFile } from '#domain/event.js';
import type { Failure } from '#domain/failure.js';
import type { Message } from '#domain/message.js';
import type { Metric } from '#domain/metric.js';
import { createMessageReader } from '#parse/messages.js';
import { readSession, type Session } from '#parse/session.js';
import type { HarvesterParts, Scene, WorkHarvest } from './harvest-scene.js';
import { judgeReading } from './judge.js';
import { latencyMetrics } from './latency-metrics.js';
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
      ...(work.kind === 'session' ? latencyMetrics(session.samples) : accuracyMetrics(session)),
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
