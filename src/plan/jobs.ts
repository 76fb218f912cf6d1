/**
 * What a board is given for one attempt. Everything a runner needs is in its job file and under `files/`; what is not there
 * it cannot read, so that nothing undeclared gets into a measurement.
 */
import type { Plain } from '#core/canonical-json.js';
import { err, ok, type Result } from '#core/result.js';
import { milliseconds, seconds } from '#core/units.js';
import type { BoardFacts } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Job, RunnerJob } from '#domain/job.js';
import type { Cut, StoredFile } from '#domain/model.js';
import type { AttemptId } from '#domain/names.js';
import type { Measurement, PlannedFile, PlannedStep, RunCell } from '#domain/plan.js';
import { allShards, type ShardRange } from '#domain/shards.js';
import { factsOfStep, stepFactsOf } from '#domain/step-facts.js';
import { type Interpreter, interpreters } from '#domain/toolchain.js';
import { artifactMost, limitsOf, limitsOfMeasurement } from './job-limits.js';
import { runnerJob } from './runner-job.js';
import { argvOfRunner, factsOfRunner } from './runner-tools.js';
import { argvFor } from './steps.js';
import { fill, mentions } from './templates.js';

export { measurementLimit } from './job-limits.js';

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
  const document: Plain<RunnerJob> = runnerJob(
    { ...request, measurement, sent: request.shards !== undefined, part },
    images,
    { model, modules: places.value.modules },
  );
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
    limits: limitsOfMeasurement(measurement, purpose, part),
  });
}

/** What a tool without a job file is told by its command line. Whole seconds, at least one: tools take no fractions. */
function toolWords({ runner, protocol, asked }: Measurement, model: string): Readonly<Record<string, string>> {
  if (runner.gives !== 'summary') return {};
  const { warmup, durationMinNs, durationTargetNs, iterations, batch = 1, streams = 1 } = protocol;
  const whole = (time: number, unit: number): string => String(Math.ceil(time / unit));
  const pauseNs = warmup.pauseNs ?? 0;
  return {
    model: `files/${model}`,
    provider: asked.provider,
    iterations: String(iterations.min),
    duration_s: whole(Math.max(seconds(1), durationTargetNs ?? durationMinNs), seconds(1)),
    warmup_ms: whole(warmup.maxNs, milliseconds(1)),
    pause_ms: whole(pauseNs, milliseconds(1)),
    pause_s: whole(pauseNs, seconds(1)),
    batch: String(batch),
    streams: String(streams),
    ...(runner.samples === undefined ? {} : { samples: 'samples' }),
  };
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
