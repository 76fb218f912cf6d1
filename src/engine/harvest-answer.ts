/**
 * What a runner answered becomes an artifact, and where it is held against the answers of the source, a verdict first: what
 * is too far off is a failure for good of whatever was converted, and is in no cache.
 */
import type { Answers } from '#domain/answers.js';
import type { Work } from '#domain/attempt.js';
import type { KeptFile, MadeArtifact } from '#domain/event.js';
import { type Facts, failure } from '#domain/failure.js';
import type { Metric } from '#domain/metric.js';
import type { StepKey } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { PlannedAnswer } from '#domain/plan.js';

import { readMessages } from './harvest-messages.js';
import { reasonedBy } from './harvest-reason.js';
import type { HarvesterParts, Scene, WorkHarvest } from './harvest-scene.js';
import { judgeReading } from './judge.js';
import { pieces } from './spool.js';
import { outcomeOf, verdictOn } from './verdict.js';

export type Answering = Scene & {
  readonly work: Extract<Work, { kind: 'conversion' }>;
  readonly answer: PlannedAnswer;
};

export async function harvestAnswer(parts: HarvesterParts, scene: Answering): Promise<WorkHarvest> {
  const { ending, spool, words, work, connection } = scene;
  const read = await readMessages(spool);
  const versions = read.ok ? (read.value.hello?.versions ?? {}) : {};
  const nothing = { files: [], metrics: [], versions };
  if (!read.ok) return { ...nothing, outcome: { kind: 'failed', failure: read.error } };
  const said = await reasonedBy(scene.answer.runner, spool, judgeReading(read.value, ending, words));
  // In which arithmetic it answered matters no more where the answers agree: they are looked at themselves.
  if (said.kind !== 'succeeded' && said.kind !== 'invalid') return { ...nothing, outcome: said };
  const kept = await parts.world.files.keepArtifact(pieces(spool, 'out'));
  const found = await answersIn(parts, kept);
  // A runner that knows nothing of answers: what it was to prove is not proved, and not disproved either.
  if (!found) return { ...nothing, outcome: { kind: 'invalid', doubts: [{ code: 'answers/none', facts: {} }] } };
  const { outcome, metrics } = await judged(parts, { ...scene, said }, found);
  if (outcome.kind !== 'succeeded') return { ...nothing, files: [kept], metrics, outcome };
  const { artifacts } = parts.jobs;
  const key = artifacts.key(work.step, connection.facts);
  artifacts.came(work.step, kept);
  const made: MadeArtifact['made'] = { kind: 'bytes', digest: kept.digest, bytes: kept.bytes };
  const { against } = scene.answer;
  const numbers = metrics.map(({ name, value, count }) => ({ name, value, items: count ?? null }));
  const checked = against ? { checked: { at: parts.world.clock.wall(), numbers, limits: against.limits } } : {};
  const artifact = key === undefined ? {} : { artifact: { key, step: work.step, made, ...checked } };
  return { ...nothing, files: [kept], metrics, outcome, ...artifact };
}

interface Judged {
  readonly outcome: Outcome;
  readonly metrics: readonly Metric[];
}

async function judged(
  parts: HarvesterParts,
  { answer, work, connection, said }: Answering & { readonly said: Outcome },
  found: Answers,
): Promise<Judged> {
  const { against } = answer;
  if (!against) return { outcome: { kind: 'succeeded' }, metrics: [] };
  const file = await parts.jobs.artifacts.file(against.step, connection.facts);
  if (!file.ok) return { outcome: { kind: 'failed', failure: file.error }, metrics: [] };
  const reference = await parts.world.files.answers(file.value);
  if (!reference) {
    const gone = failure('board/file-damaged', { artifact: file.value.digest, step: against.step });
    return { outcome: { kind: 'failed', failure: gone }, metrics: [] };
  }
  const verdict = verdictOn(reference, found, against);
  return { outcome: outcomeOf(verdict, said, convertedBy(parts, work.step)), metrics: verdict.metrics };
}

async function answersIn(parts: HarvesterParts, { digest, bytes }: KeptFile): Promise<Answers | undefined> {
  const file = await parts.world.files.artifact(digest, bytes);
  return file && (await parts.world.files.answers(file));
}

/** Whose work it was, for people. */
function convertedBy({ jobs }: HarvesterParts, check: StepKey): Facts {
  const from = jobs.step(check)?.from;
  const last = from?.kind === 'step' ? jobs.step(from.key) : undefined;
  return last ? { toolchain: last.toolchain, conversion: last.conversion } : {};
}
