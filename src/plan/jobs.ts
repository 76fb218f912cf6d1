/**
 * What a board is given for one attempt. Everything a runner needs is in its job file and under `files/`; what is not there
 * it cannot read, so that nothing undeclared gets into a measurement.
 */
import type { Plain } from '#core/canonical-json.js';
import { digestOfJson } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import { bytes, milliseconds, type Nanoseconds, ns, seconds } from '#core/units.js';
import type { BoardFacts } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Job, JobLimits, RunnerInput, RunnerJob } from '#domain/job.js';
import type { Cut, StoredFile } from '#domain/model.js';
import type { AttemptId } from '#domain/names.js';
import type { Measurement, PlannedFile, PlannedStep, RunCell } from '#domain/plan.js';
import { allShards, itemsIn, type ShardRange } from '#domain/shards.js';
import { factsOfStep, stepFactsOf } from '#domain/step-facts.js';
import { type Interpreter, interpreters } from '#domain/toolchain.js';
import { argvOfRunner, factsOfRunner } from './runner-tools.js';
import { argvFor } from './steps.js';
import { fill, mentions } from './templates.js';

export type Purpose = RunnerJob['purpose'];

export interface MeasurementRequest {
  readonly cell: RunCell;
  readonly purpose: Purpose;
  /** What comes out of the route. */
  readonly artifact: StoredFile;
  readonly facts: BoardFacts;
  readonly attempt: AttemptId;
  /** Of the images, in the place of their file; absent: the board gets the file, or has it. */
  readonly shards?: readonly StoredFile[];
  /** Of a set that is counted in parts; absent: all of it. */
  readonly part?: ShardRange;
}

/** Which shards of the images an attempt needs; undefined: the images are one file. Latency is fed from the first alone. */
export function shardsNeeded(
  { accuracy, inputImages }: Measurement,
  purpose: Purpose,
  part: ShardRange | undefined,
): { readonly file: PlannedFile; readonly cut: Cut; readonly range: ShardRange } | undefined {
  const file = purpose === 'accuracy' ? accuracy?.images : inputImages;
  if (!file?.cut) return undefined;
  const range = purpose === 'accuracy' ? (part ?? allShards(file.cut)) : { from: 0, to: 1 };
  return { file, cut: file.cut, range };
}

/** Fails when the board turns out to lack what the plan could not know to be missing. */
export function measurementJob(request: MeasurementRequest): Result<Job, Failure> {
  const { purpose, artifact, attempt, part } = request;
  const { measurement } = request.cell;
  const { runner } = measurement;
  const facts = factsOfRunner(runner, request.facts);
  const argv = argvOfRunner(runner, facts);
  const places = placesOf(runner.needs, argv, facts);
  if (!places.ok) return places;
  const model = `model${extensionOf((measurement.route.loads ?? measurement.route.source).format)}`;
  const images = imageFiles(measurement, request);
  const document: Plain<RunnerJob> = runnerJob(request, images, { model, modules: places.value.modules });
  const labels = purpose === 'accuracy' && measurement.accuracy ? [measurement.accuracy.labels] : [];
  return ok({
    attempt,
    argv: startedBy(facts, argv, {
      ...measurement.options,
      ...places.value.words,
      ...toolWords(measurement, model),
      files: 'files',
      job: 'job.json',
    }),
    env: {},
    files: [
      { name: model, file: stored(artifact) },
      ...images,
      ...labels.map((file) => ({ name: 'labels.npy', file: stored(file) })),
      ...runner.files.map((file) => ({ name: file.name, file: stored(file) })),
    ],
    document,
    exclusive: true,
    limits: limitsOf(measurementLimit(measurement, purpose, part)),
  });
}

/** What a tool without a job file is told by its command line. Whole seconds, at least one: tools take no fractions. */
function toolWords({ runner, protocol }: Measurement, model: string): Readonly<Record<string, string>> {
  if (runner.gives !== 'summary') return {};
  const duration_s = String(Math.max(1, Math.ceil(protocol.durationMinNs / seconds(1))));
  const warmup_ms = String(Math.ceil(protocol.warmup.maxNs / milliseconds(1)));
  const told = { model: `files/${model}`, iterations: String(protocol.iterations.min), duration_s, warmup_ms };
  return runner.samples === undefined ? told : { ...told, samples: 'samples' };
}

export interface ConversionRequest {
  readonly step: PlannedStep;
  /** The source, or the artifact of the step before. */
  readonly input: StoredFile;
  /** Of the input. */
  readonly format: string;
  /** The items that it looks at, drawn; absent: it looks at none. */
  readonly calibration?: StoredFile;
  readonly facts: BoardFacts;
  readonly attempt: AttemptId;
}

export function conversionJob({ step, input, calibration, ...request }: ConversionRequest): Result<Job, Failure> {
  const facts = factsOfStep(step, request.facts);
  const argv = argvFor(step, stepFactsOf(step, facts)?.version ?? '');
  const places = placesOf([step.tool, ...(step.needs ?? [])], argv, facts);
  if (!places.ok) return places;
  const source = `source${extensionOf(request.format)}`;
  const { words: started, modules } = places.value;
  const named = { source: `files/${source}`, out: 'out', calibration: 'files/calibration.npy' };
  const words = { ...started, ...named, files: 'files', modules: modules ?? '' };
  return ok({
    attempt: request.attempt,
    argv: startedBy(facts, argv, words),
    env: {},
    files: [
      { name: source, file: stored(input) },
      ...(calibration ? [{ name: 'calibration.npy', file: stored(calibration) }] : []),
      ...step.files.map((file) => ({ name: file.name, file: stored(file) })),
    ],
    document: { protocol: 1, purpose: 'conversion', source: words.source, out: words.out, modules },
    // On the board that measures it has the board for itself, as a measurement has. A builder is shared, with conversions only.
    exclusive: step.where !== 'builder',
    // What a converter writes is an artifact, and may be as large as models are.
    limits: { ...limitsOf(step.limitNs), messagesBytes: artifactMost },
  });
}

/** auto: the declared time × 1.5 + 2 min, and the time to load. */
export function measurementLimit(measurement: Measurement, purpose: Purpose, part?: ShardRange): Nanoseconds {
  const { limits, protocol } = measurement;
  const chosen = purpose === 'accuracy' ? limits.accuracyNs : limits.measureNs;
  if (chosen !== 'auto') return chosen;
  const declaredNs =
    purpose === 'accuracy' ? countingNs(measurement, part) : protocol.warmup.maxNs + protocol.durationMinNs;
  return ns(declaredNs * 1.5 + seconds(120) + limits.loadNs);
}

/** Counting has no declared time: enough for a thousand items on a slow board, and of a large set in proportion. */
function countingNs({ accuracy }: Measurement, part: ShardRange | undefined): number {
  const cut = accuracy?.images.cut;
  const items = cut ? itemsIn(cut, part ?? allShards(cut)).count : 0;
  return Math.max(seconds(600), items * seconds(0.6));
}

export const artifactMost = bytes(64 * 1024 ** 3);

export function limitsOf(runNs: Nanoseconds): JobLimits {
  return { runNs, graceNs: seconds(5), messagesBytes: bytes(256 * 1024 * 1024), logBytes: bytes(8 * 1024 * 1024) };
}

interface Places {
  /** By their names in templates; `bin` is the folder of the Python, where the commands of its packages lie. */
  readonly words: Readonly<Record<Interpreter | 'bin', string>>;
  /** Folder of packages, of npm or of Python. */
  readonly modules: string | null;
}

/** Where the board has Node or Python, and the first of the packages that are asked for. */
export function placesOf(
  needs: readonly string[],
  argv: readonly string[],
  facts: BoardFacts,
): Result<Places, Failure> {
  for (const name of interpreters) {
    if (!facts[name] && (needs.includes(name) || mentions(argv, name))) return missing(name, 'it was not found');
  }
  const modules = modulesOf(needs, facts);
  if (!modules.ok) return modules;
  const [node, python] = [facts.node?.path ?? '', facts.python?.path ?? ''];
  return ok({
    words: { node, python, bin: python.slice(0, Math.max(0, python.lastIndexOf('/'))) },
    modules: modules.value,
  });
}

/** Words that the inventory puts before a Python of the user's own stand before all that it starts. */
export function startedBy(
  { python }: BoardFacts,
  argv: readonly string[],
  words: Readonly<Record<string, string>>,
): readonly string[] {
  const isPython = /^\{(?:python|bin)\}/.test(argv[0] ?? '');
  return [...((isPython && python?.prefix) || []), ...fill(argv, words)];
}

function modulesOf(needs: readonly string[], { tools }: BoardFacts): Result<string | null, Failure> {
  let modules: string | null = null;
  for (const need of needs.filter((name) => !isInterpreter(name))) {
    const tool = Object.hasOwn(tools, need) ? tools[need] : undefined;
    if (!tool) return missing(need, 'it was not looked for');
    if (tool.kind === 'missing') return missing(need, tool.said);
    modules ??= tool.at;
  }
  return ok(modules);
}

function isInterpreter(name: string): boolean {
  return interpreters.some((each) => each === name);
}

function missing(tool: string, said: string): Result<never, Failure> {
  return err(failure('toolchain/missing', { tool, said }));
}

function runnerJob(
  { cell: { measurement }, purpose, shards, part }: MeasurementRequest,
  files: JobFiles,
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
    iterations: protocol.iterations,
    durationMinNs: protocol.durationMinNs,
    accuracy:
      purpose === 'accuracy' && accuracy
        ? {
            images: more.length === 0 ? image : [image, ...more],
            labels: 'files/labels.npy',
            data: digestOfJson({ images: accuracy.images.digest, labels: accuracy.labels.digest }),
            top: accuracy.top,
            ...partOf(accuracy.images.cut, part, shards !== undefined),
          }
        : null,
  };
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
  // A free dimension is one: a batch of one is what single-stream means.
  return {
    kind: 'random',
    shape: (input.shape ?? []).map((size) => (typeof size === 'number' ? size : 1)),
    seed: inputSeed,
  };
}

type JobFiles = Job['files'];

function imageFiles({ accuracy, inputImages }: Measurement, { purpose, shards }: MeasurementRequest): JobFiles {
  const whole = purpose === 'accuracy' ? accuracy?.images : inputImages;
  if (!whole) return [];
  const files = shards ?? [whole];
  const nameOf = (at: number): string => (files.length === 1 ? 'images.npy' : `images-${at}.npy`);
  return files.map((file, at) => ({ name: nameOf(at), file: stored(file) }));
}

export function stored({ digest, bytes: size, path }: StoredFile): StoredFile {
  return { digest, bytes: size, path };
}

/** Some frameworks tell formats by the name of the file. */
const extensions: Readonly<Record<string, string>> = {
  'ort-optimized': '.onnx',
  'ort-web-optimized': '.onnx',
};

export function extensionOf(format: string): string {
  return extensions[format] ?? `.${format.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
}
