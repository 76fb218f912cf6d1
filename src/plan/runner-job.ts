/** The job file of a measuring runner: what of the plan it is told. */
import { digestOfJson } from '#core/digest.js';
import type { CountAxis } from '#domain/count-axes.js';
import type { Protocol } from '#domain/experiment.js';
import type { Job, RunnerInput, RunnerJob } from '#domain/job.js';
import type { Cut } from '#domain/model.js';
import type { Measurement } from '#domain/plan.js';
import { itemsIn, type ShardRange } from '#domain/shards.js';

interface Told {
  readonly measurement: Measurement;
  readonly purpose: RunnerJob['purpose'];
  /** Whether the images are shards that were sent for this attempt. */
  readonly sent: boolean;
  readonly part: ShardRange | undefined;
}

export function runnerJob(
  { measurement, purpose, sent, part }: Told,
  files: Job['files'],
  { model, modules }: { model: string; modules: string | null },
): RunnerJob {
  const { protocol, accuracy } = measurement;
  const [image = 'files/images.npy', ...more] = files.map(({ name }) => `files/${name}`);
  return {
    protocol: 1,
    purpose,
    messages: 'messages',
    model: { file: `files/${model}`, input: measurement.input.name },
    asked: measurement.asked,
    options: measurement.options,
    modules,
    input: {
      ...(purpose === 'accuracy' ? { kind: 'data', images: image } : inputOf(measurement)),
      ...layoutOf(measurement),
    },
    warmup: protocol.warmup,
    ...extentOf(protocol),
    ...(purpose === 'latency' ? { ...countOf('batch', protocol), ...countOf('streams', protocol) } : {}),
    ...(purpose === 'accuracy' ? countOf('batch', protocol) : {}),
    accuracy:
      purpose === 'accuracy' && accuracy
        ? {
            images: more.length === 0 ? image : [image, ...more],
            labels: 'files/labels.npy',
            data: digestOfJson({ images: accuracy.images.digest, labels: accuracy.labels.digest }),
            top: accuracy.top,
            ...partOf(accuracy.images.cut, part, sent),
          }
        : null,
  };
}

/** With a target there is no cap but what can be counted: `iterations` and the least duration say it all to a runner. */
function extentOf(protocol: Protocol): Pick<RunnerJob, 'iterations' | 'durationMinNs'> {
  const { iterations, durationMinNs, durationTargetNs } = protocol;
  if (durationTargetNs === undefined) return { iterations, durationMinNs };
  return { iterations: { min: iterations.min, max: Number.MAX_SAFE_INTEGER }, durationMinNs: durationTargetNs };
}

function countOf(axis: CountAxis, protocol: Protocol): Pick<RunnerJob, CountAxis> {
  const count = protocol[axis];
  return count === undefined ? {} : { [axis]: count };
}

/** Shards that are sent begin with the part; in the whole file, what comes before it is passed over. */
function partOf(
  cut: Cut | undefined,
  part: ShardRange | undefined,
  sent: boolean,
): Pick<NonNullable<RunnerJob['accuracy']>, 'part'> {
  if (!cut || !part) return {};
  const { first, count } = itemsIn(cut, part);
  return { part: { skip: sent ? 0 : first, count, label: first } };
}

/** Random numbers are the same in every session and every experiment: only then are sessions alike. */
const inputSeed = 1;

function layoutOf({ input: { layout } }: Measurement): Pick<RunnerInput, 'layout'> {
  return layout ? { layout } : {};
}

function inputOf({ protocol, input, inputImages }: Measurement): RunnerInput {
  if (protocol.input !== 'random' && inputImages) {
    // Those of the first shard, also where the whole set lies on the board: all boards are fed alike, from memory.
    const items = inputImages.cut ? { items: inputImages.cut.itemsEach } : {};
    return { kind: protocol.input, images: 'files/images.npy', ...items };
  }
  // A free dimension is one; the first of them counts the items.
  const shape = (input.shape ?? []).map((size) => (typeof size === 'number' ? size : 1));
  const { batch } = protocol;
  return { kind: 'random', shape: batch === undefined ? shape : [batch, ...shape.slice(1)], seed: inputSeed };
}
