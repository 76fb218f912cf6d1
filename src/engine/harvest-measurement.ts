/** The messages of a measuring runner become samples on disk, metrics, and an outcome. */

import type { Work } from '#domain/attempt.js';
import type { KeptFile } from '#domain/event.js';
import type { Metric } from '#domain/metric.js';
import type { Outcome } from '#domain/outcome.js';
import type { Session } from '#parse/session.js';
import { readMessages } from './harvest-messages.js';
import { reasonedBy } from './harvest-reason.js';
import { withSamples } from './harvest-samples.js';
import type { HarvesterParts, Scene, WorkHarvest } from './harvest-scene.js';
import { harvestSummary } from './harvest-summary.js';
import { judgeReading } from './judge.js';
import { doubtsOfCourse } from './judge-course.js';
import { latencyMetrics } from './latency-metrics.js';

type Measuring = Exclude<Work, { kind: 'conversion' }>;

export async function harvestMeasurement(
  parts: HarvesterParts,
  scene: Scene & { readonly work: Measuring },
): Promise<WorkHarvest> {
  const harvest = await harvestSaid(parts, scene);
  const runner = parts.jobs.measurementOf(scene.work)?.runner;
  if (!runner?.failures) return harvest;
  return { ...harvest, outcome: await reasonedBy(runner, scene.spool, harvest.outcome) };
}

async function harvestSaid(parts: HarvesterParts, scene: Scene & { readonly work: Measuring }): Promise<WorkHarvest> {
  const { attempt, spool, work } = scene;
  const summary = parts.jobs.summaryOf(work);
  if (summary) {
    const harvest = await withSamples(parts, scene, await harvestSummary(summary, scene));
    return withSize(parts, scene, harvest);
  }
  const read = await readMessages(spool);
  if (!read.ok) {
    return { outcome: { kind: 'failed', failure: read.error }, files: [], metrics: [], versions: {} };
  }
  const session = read.value;
  const files: KeptFile[] = [];
  if (session.samples.length > 0)
    files.push(await parts.world.files.samples(parts.runSet, attempt.id, session.samples));
  return {
    outcome: judged(parts, scene, session),
    files,
    metrics: [
      ...(work.kind === 'session' ? latencyMetrics(session.samples) : accuracyMetrics(session)),
      ...commonMetrics(parts, scene, session),
    ],
    versions: { ...session.hello?.versions, ...warningsOf(session) },
  };
}

const warningMost = 300;

/** What a runner cautions about is a part of what was observed: a slow port, operators that stayed on the processor. */
function warningsOf({ warnings }: Session): Readonly<Record<string, string>> {
  return Object.fromEntries(warnings.map(({ code, text }) => [`warning.${code}`, text.slice(0, warningMost)]));
}

/** What the runner did is asked only where it says that it did all of it. */
function judged(
  { jobs }: HarvesterParts,
  { ending, words, work }: Scene & { readonly work: Measuring },
  session: Session,
): Outcome {
  const said = judgeReading(session, ending, words);
  const protocol = jobs.protocolOf(work);
  if (said.kind !== 'succeeded' || work.kind !== 'session' || !protocol) return said;
  const doubts = doubtsOfCourse(protocol, session.samples);
  return doubts.length > 0 ? { kind: 'invalid', doubts } : said;
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
  return [
    metric({ name: 'load-time', statistic: 'value', scope: 'load', unit: 'ns' }, session.loaded?.loadNs ?? null),
    metric({ name: 'memory', statistic: 'peak', scope: 'process', unit: 'bytes' }, session.peakRssBytes),
    modelSize(parts, scene),
  ];
}

function withSize(
  parts: HarvesterParts,
  scene: Scene & { readonly work: Measuring },
  harvest: WorkHarvest,
): WorkHarvest {
  return { ...harvest, metrics: [...harvest.metrics, modelSize(parts, scene)] };
}

function modelSize({ jobs }: HarvesterParts, { work, connection }: Scene & { readonly work: Measuring }): Metric {
  const identity = { name: 'size', statistic: 'value', scope: 'model', unit: 'bytes' } as const;
  return metric(identity, jobs.modelBytesOf(work, connection.facts));
}

function metric(identity: Pick<Metric, 'name' | 'statistic' | 'scope' | 'unit'>, value: number | null): Metric {
  const unknown = value === null ? { unknownBecause: 'the runner did not say' } : {};
  return { ...identity, source: 'computed', value, ...unknown };
}
