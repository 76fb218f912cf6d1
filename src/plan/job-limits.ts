/** How long an attempt may take, and how much it may write: for what hangs and what floods, not for what is slow. */
import { bytes, type Nanoseconds, ns, seconds } from '#core/units.js';
import type { Protocol } from '#domain/experiment.js';
import type { JobLimits, RunnerJob } from '#domain/job.js';
import type { Measurement } from '#domain/plan.js';
import { allShards, itemsIn, type ShardRange } from '#domain/shards.js';

/** auto: the declared time × 1.5 + 2 min, and the time to load. */
export function measurementLimit(
  measurement: Measurement,
  purpose: RunnerJob['purpose'],
  part?: ShardRange,
): Nanoseconds {
  const { limits, protocol } = measurement;
  const chosen = purpose === 'accuracy' ? limits.accuracyNs : limits.measureNs;
  if (chosen !== 'auto') return chosen;
  const declaredNs = purpose === 'accuracy' ? countingNs(measurement, part) : declaredOf(protocol);
  return ns(declaredNs * 1.5 + seconds(120) + limits.loadNs);
}

function declaredOf({ warmup, durationMinNs, durationTargetNs }: Protocol): number {
  return warmup.maxNs + (warmup.pauseNs ?? 0) + (durationTargetNs ?? durationMinNs);
}

/** Counting has no declared time: enough for a thousand items on a slow board, and of a large set in proportion. */
function countingNs({ accuracy }: Measurement, part: ShardRange | undefined): number {
  const cut = accuracy?.images.cut;
  const items = cut ? itemsIn(cut, part ?? allShards(cut)).count : 0;
  return Math.max(seconds(600), items * seconds(0.6));
}

export const artifactMost = bytes(64 * 1024 ** 3);

const messagesMost = 256 * 1024 * 1024;

export function limitsOf(runNs: Nanoseconds): JobLimits {
  return { runNs, graceNs: seconds(5), messagesBytes: bytes(messagesMost), logBytes: bytes(8 * 1024 * 1024) };
}

export function limitsOfMeasurement(
  measurement: Measurement,
  purpose: RunnerJob['purpose'],
  part?: ShardRange,
): JobLimits {
  const limits = limitsOf(measurementLimit(measurement, purpose, part));
  return purpose === 'latency' ? { ...limits, ...samplesLimit(measurement.protocol) } : limits;
}

/** Of one sample in a messages file: its start of 16 digits, its duration of 8, and what stands between. */
const sampleBytes = 32;
/** A stress run keeps all of its samples: those of a model that answers so often in a second. */
const samplesPerSecond = 4000;

/** With a target no cap bounds the messages: they may grow with the time. */
function samplesLimit({ durationTargetNs }: Protocol): Partial<JobLimits> {
  if (durationTargetNs === undefined) return {};
  const most = Math.ceil(durationTargetNs / seconds(1)) * samplesPerSecond * sampleBytes;
  return { messagesBytes: bytes(messagesMost + most) };
}
