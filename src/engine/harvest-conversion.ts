/** What a converter wrote becomes an artifact under its digest; a refusal for good is remembered with its key. */
import type { Work } from '#domain/attempt.js';
import type { KeptFile, MadeArtifact } from '#domain/event.js';
import { type Failure, failure } from '#domain/failure.js';
import type { PlannedStep } from '#domain/plan.js';
import { toolReaders } from '#parse/tools.js';
import type { HarvesterParts, Scene, WorkHarvest } from './harvest-scene.js';
import { conversionFailure } from './judge.js';
import { logReading } from './log-reading.js';
import { lineWith } from './named-failure.js';
import { printedBoth, printedLines } from './printed.js';
import { reported } from './reported-metrics.js';
import { pieces } from './spool.js';

type Converting = Extract<Work, { kind: 'conversion' }>;

export async function harvestConversion(
  parts: HarvesterParts,
  scene: Scene & { readonly work: Converting },
): Promise<WorkHarvest> {
  const { connection, ending, spool, words, work } = scene;
  const nothing = { files: [], metrics: [], versions: {} };
  const step = parts.jobs.step(work.step);
  const key = parts.jobs.artifacts.key(work.step, connection.facts);
  const made = (what: MadeArtifact['made']): Pick<WorkHarvest, 'artifact'> => {
    return key === undefined ? {} : { artifact: { key, step: work.step, made: what } };
  };
  // An exit of 0 without bytes proves nothing.
  const stored = (await proved(step, scene)) ? await parts.world.files.keepArtifact(pieces(spool, 'out')) : undefined;
  const other = stored && step ? otherThanPinned(step, stored) : undefined;
  if (stored && other) return { ...nothing, outcome: { kind: 'failed', failure: other }, files: [stored] };
  if (stored && stored.bytes > 0) {
    parts.jobs.artifacts.came(work.step, stored);
    return {
      ...nothing,
      ...(await saidBy(step, scene)),
      outcome: { kind: 'succeeded' },
      files: [stored],
      ...made({ kind: 'bytes', digest: stored.digest, bytes: stored.bytes }),
    };
  }
  const lines = step?.failures.length ? await printedLines(spool) : [];
  const because = conversionFailure(step, ending, { words, lines });
  if (because.class !== 'deterministic') return { ...nothing, outcome: { kind: 'failed', failure: because } };
  return {
    ...nothing,
    outcome: { kind: 'unsupported', failure: because },
    ...made({ kind: 'refused', failure: because }),
  };
}

/** What a tool says of what it made; output that is not whole is no reason to throw that away. */
async function saidBy(
  step: PlannedStep | undefined,
  { spool }: Scene,
): Promise<Partial<Pick<WorkHarvest, 'metrics' | 'reading'>>> {
  if (step?.reads === undefined) return {};
  const reading = toolReaders[step.reads].parse(await printedBoth(spool));
  const metrics = reading.kind === 'complete' ? reading.figures.map(reported) : [];
  return { metrics, reading: logReading(step.reads, reading) };
}

/** Some tools end with 0 after an error, others crash when all is done: what such a tool says of itself counts alone. */
async function proved(step: PlannedStep | undefined, { ending, spool }: Scene): Promise<boolean> {
  if (ending.reason !== 'exited') return false;
  if (step?.proves === undefined) return ending.exitCode === 0;
  return lineWith(step.proves, await printedLines(spool)) !== undefined;
}

/** What was built is not what the experiment says that it is: it is kept for whoever looks into it, and used by nobody. */
function otherThanPinned({ from }: PlannedStep, { digest }: KeptFile): Failure | undefined {
  if (from.kind !== 'nothing' || from.pinned === undefined || from.pinned === digest) return undefined;
  return failure('source/changed', { path: from.name, expected: from.pinned, found: digest, built: true });
}
