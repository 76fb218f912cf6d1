/** What a machine is given to answer a few items: the job of a runner, with nothing in it that is timed. */
import type { Plain } from '#core/canonical-json.js';
import { ok, type Result } from '#core/result.js';
import { bytes } from '#core/units.js';
import type { BoardFacts } from '#domain/board.js';
import type { Failure } from '#domain/failure.js';
import type { Job, RunnerJob } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import type { AttemptId } from '#domain/names.js';
import type { PlannedAnswer, PlannedStep } from '#domain/plan.js';
import { limitsOf } from './job-limits.js';
import { extensionOf, placesOf, startedBy, stored } from './jobs.js';
import { argvOfRunner, factsOfRunner } from './runner-tools.js';

export interface AnswerRequest {
  readonly step: PlannedStep;
  readonly answer: PlannedAnswer;
  /** The source, or what came out of its conversions. */
  readonly model: StoredFile;
  readonly items: StoredFile;
  readonly facts: BoardFacts;
  readonly attempt: AttemptId;
}

export function answerJob(request: AnswerRequest): Result<Job, Failure> {
  const { step, answer, attempt } = request;
  const { runner, options } = answer;
  const facts = factsOfRunner(runner, request.facts);
  const argv = argvOfRunner(runner, facts);
  const places = placesOf(runner.needs, argv, facts);
  if (!places.ok) return places;
  const { words, modules } = places.value;
  const model = `model${extensionOf(answer.format)}`;
  const document: Plain<RunnerJob> = {
    protocol: 1,
    purpose: 'answers',
    messages: 'messages',
    model: { file: `files/${model}`, input: answer.input.name },
    asked: answer.asked,
    options,
    modules,
    input: { kind: 'data', images: 'files/items.npy', ...layoutOf(answer) },
    warmup: { iterations: 0, maxNs: 0 },
    iterations: { min: 0, max: 0 },
    durationMinNs: 0,
    accuracy: null,
    answers: { out: 'out' },
  };
  return ok({
    attempt,
    argv: startedBy(facts, argv, { ...options, ...words, files: 'files', job: 'job.json' }),
    env: {},
    files: [
      { name: model, file: stored(request.model) },
      { name: 'items.npy', file: stored(request.items) },
      ...runner.files.map((file) => ({ name: file.name, file: stored(file) })),
    ],
    document,
    // On the board that measures it has the board for itself; a builder is shared.
    exclusive: step.where !== 'builder',
    limits: { ...limitsOf(step.limitNs), messagesBytes: answersMost },
  });
}

/** Of detectors and generators too: 8 items of some megabytes each. */
const answersMost = bytes(512 * 1024 * 1024);

function layoutOf({ input: { layout } }: PlannedAnswer): {
  readonly layout?: { data: 'nchw' | 'nhwc'; model: 'nchw' | 'nhwc' };
} {
  return layout ? { layout: { data: layout.data, model: layout.model } } : {};
}
