/**
 * What must hold in every world, whatever happens in it. Checked while it runs, where a law can be broken for a moment,
 * and at its end.
 */
import { canonicalJson, type Json, type Plain } from '#core/canonical-json.js';
import { digestOf } from '#core/digest.js';
import { type Attempt, type Work, workKey } from '#domain/attempt.js';
import type { StoredFile } from '#domain/model.js';
import type { AttemptId, BoardId, RunSetId } from '#domain/names.js';
import type { Plan, RunCell } from '#domain/plan.js';
import { type Progress, progressOf } from '#domain/progress.js';
import type { ResultStore } from '#ports/result-store.js';
import { brokenSession, brokenTwice, brokenVerdicts, isCheckedBad } from './conversion-laws.js';
import { kernels } from './question.js';
import type { Fate } from './sayings.js';
import { STEADY_SAMPLES } from './sayings.js';
import type { VirtualDisk } from './virtual-ports.js';

export interface Evidence {
  readonly store: ResultStore;
  readonly disk: VirtualDisk;
  readonly fateOf: (subject: string) => Fate;
  /** How often a runner began on a board, by attempt. */
  readonly begins: ReadonlyMap<AttemptId, number>;
  /** Boards that never answer again. */
  readonly isDead: (board: BoardId) => boolean;
}

/** At the beginning of a runner: its intent is on record, its work is not done yet, nothing else is measured there. */
export function brokenAtBegin(attempt: AttemptId, alive: readonly string[], evidence: Evidence): string[] {
  const { store } = evidence;
  const broken: string[] = [];
  if (alive.length > 0) broken.push(`${attempt} begins while ${alive.join(', ')} runs on the board`);
  if ((evidence.begins.get(attempt) ?? 0) > 1) broken.push(`${attempt} began twice`);
  const open = store.openAttempts().find((other) => other.attempt.id === attempt);
  if (!open) return [...broken, `${attempt} begins without an open record of the intent`];
  const { work } = open.attempt;
  // An artifact may be made again when its bytes are lost; a measurement never.
  if (work.kind === 'conversion') return [...broken, ...brokenTwice(open, evidence)];
  broken.push(...brokenSession(open, evidence));
  const done = store
    .attempts(open.runSet, work.cell)
    .find((other) => other.outcome?.kind === 'succeeded' && workKey(other.work) === workKey(work));
  if (done) broken.push(`${attempt} measures again what ${done.id} has measured`);
  return broken;
}

/** Bytes that rotted between two lives. */
export const rotten = new TextEncoder().encode('rotten');

/** Of a file that is sent to a board: it is what it is said to be, and was not made for other facts than the board's. */
export function brokenInput({ path, digest }: StoredFile, kernel: string, { disk }: Evidence): string[] {
  const content = path.startsWith('artifacts/') ? disk.files.get(path) : undefined;
  if (!content) return [];
  if (digestOf(content) !== digest) return [`${path} is sent, and is not what it was`];
  const made = / and kernel (\S+)$/.exec(new TextDecoder().decode(content))?.[1];
  return made === undefined || made === kernel ? [] : [`what was made for ${made} is sent to a board with ${kernel}`];
}

/** At the end of a world in which nothing goes wrong any more. */
export function brokenAtEnd(runSet: RunSetId, evidence: Evidence): string[] {
  const { store } = evidence;
  const plan = store.plan(runSet);
  const attempts = store.attempts(runSet);
  const broken = attempts
    // What was not decided when its board died is never decided.
    .filter((attempt) => !attempt.outcome && !evidence.isDead(attempt.board))
    .map((attempt) => `${attempt.id} is still open`);
  for (const cell of plan.cells) {
    if (cell.kind === 'run') broken.push(...brokenCell({ cell, plan }, attempts, evidence));
  }
  broken.push(...brokenVerdicts(plan, attempts));
  broken.push(...brokenConversions(attempts), ...brokenProgress(runSet, plan, store));
  return [...broken, ...brokenFiles(runSet, evidence), ...brokenSamples(runSet, evidence)];
}

/** What `status` is told is kept beside the attempts; it must be what they say. */
function brokenProgress(runSet: RunSetId, plan: Plan, store: ResultStore): string[] {
  const told = canonicalJson(plainProgress(store.progress(runSet)));
  const counted = canonicalJson(
    plainProgress(
      progressOf(plan, store.attempts(runSet), { retired: store.retired(runSet).length, asides: store.asides(runSet) }),
    ),
  );
  return told === counted ? [] : [`status is told ${told}, and the attempts say ${counted}`];
}

/** Where facts differ it is another conversion. */
function groupOf({ step, on }: Extract<Work, { kind: 'conversion' }>): string {
  return `${step} ${on === undefined ? 'everywhere' : (kernels.get(on) ?? '')}`;
}

function plainProgress(progress: Plain<Progress>): Json {
  return progress;
}

/** What failed of itself is tried again only when somebody asks, and nobody does in these worlds. */
function brokenConversions(attempts: readonly Attempt[]): string[] {
  const failed = new Map<string, string>();
  const broken: string[] = [];
  for (const attempt of attempts) {
    const { work, outcome, openedAt, endedAt = '' } = attempt;
    if (work.kind !== 'conversion') continue;
    // One that was begun while the first was silent may fail as well; none is begun after that.
    const name = groupOf(work);
    const before = failed.get(name);
    if (before !== undefined && openedAt > before) broken.push(`${attempt.id} is begun after it failed of itself`);
    if (outcome?.kind === 'failed' && isNotInfrastructure(attempt) && (before ?? endedAt) >= endedAt) {
      failed.set(name, endedAt);
    }
  }
  return broken;
}

interface Planned {
  readonly cell: RunCell;
  readonly plan: Plan;
}

function brokenCell({ cell, plan }: Planned, attempts: readonly Attempt[], evidence: Evidence): string[] {
  const mine = attempts.filter(({ work }) => work.kind !== 'conversion' && work.cell === cell.key);
  if (cell.boards.every(evidence.isDead) || mine.some(({ board }) => isUndecidedOn(board, evidence))) {
    return oneBoard(cell, mine);
  }
  if (isUnbuilt(cell, plan, evidence)) return oneBoard(cell, mine);
  const verdict = mine.findIndex(takesDown);
  if (verdict >= 0) return verdict < mine.length - 1 ? [`${cell.slug} is tried again after it took boards down`] : [];
  const made = cell.measurement.route.steps.every((step) => evidence.fateOf(step) === 'measures');
  if (!made) return mine.length > 0 ? [`${cell.slug} was begun without its artifact`] : [];
  if (isCheckedBad({ cell, plan }, attempts, evidence)) return oneBoard(cell, mine);
  const fate = evidence.fateOf(cell.key);
  if (fate === 'measures') return brokenMeasured(cell, mine);
  const expected = { refuses: 'unsupported', 'silent-fp32': 'invalid', exits: 'failed' }[fate];
  const settled = mine.filter((attempt) => attempt.outcome?.kind === expected && isNotInfrastructure(attempt));
  if (settled.length === 0) return [`${cell.slug} should have ended ${expected}`];
  const sessions = settled.filter((attempt) => attempt.work.kind === 'session');
  // Two boards of one kind never share a cell, so that a settled cell is not begun again.
  if (sessions.length > 1) return [`${cell.slug} was settled ${sessions.length} times`];
  return [];
}

function brokenMeasured(cell: RunCell, mine: readonly Attempt[]): string[] {
  const broken: string[] = [];
  const succeeded = mine.filter((attempt) => attempt.outcome?.kind === 'succeeded');
  for (let ordinal = 1; ordinal <= cell.sessions; ordinal++) {
    const accepted = succeeded.filter(({ work }) => work.kind === 'session' && work.ordinal === ordinal).length;
    if (accepted !== 1) broken.push(`${cell.slug} session ${ordinal} has ${accepted} accepted results`);
  }
  const accuracy = succeeded.filter(({ work }) => work.kind === 'accuracy').length;
  if (accuracy !== 1) broken.push(`${cell.slug} has ${accuracy} accepted accuracies`);
  return [...broken, ...oneBoard(cell, mine)];
}

/** What is open on a dead board is never decided: its own cell, and those of other run sets that began there, wait. */
function isUndecidedOn(board: BoardId, { isDead, store }: Evidence): boolean {
  return isDead(board) && store.openAttempts().some(({ attempt }) => attempt.board === board);
}

/** All builders that could make what it loads are dead, or are not known to be. */
function isUnbuilt({ measurement: { route } }: RunCell, { steps }: Plan, evidence: Evidence): boolean {
  return steps.some(
    ({ key, where, boards }) =>
      where === 'builder' && route.steps.includes(key) && boards.every((board) => evidence.isDead(board)),
  );
}

function oneBoard(cell: RunCell, mine: readonly Attempt[]): string[] {
  const boards = new Set(mine.filter(({ outcome }) => outcome?.kind === 'succeeded').map(({ board }) => board));
  return boards.size > 1 ? [`${cell.slug} counts what was measured on ${[...boards].join(' and ')}`] : [];
}

function takesDown({ outcome }: Attempt): boolean {
  return outcome?.kind === 'failed' && outcome.failure.code === 'cell/takes-board-down';
}

function brokenFiles(runSet: RunSetId, { store, disk }: Evidence): string[] {
  const broken: string[] = [];
  for (const record of store.records(runSet)) {
    for (const file of record.files) {
      const content = disk.files.get(file.path);
      // What rotted when nobody needed it any more is not made again.
      if (file.role === 'artifact' && content === rotten) continue;
      if (!content) broken.push(`${file.path} is recorded and not on disk`);
      else if (digestOf(content) !== file.digest) broken.push(`${file.path} is not what its row says`);
    }
  }
  return broken;
}

function brokenSamples(runSet: RunSetId, { store }: Evidence): string[] {
  const broken: string[] = [];
  for (const record of store.records(runSet)) {
    if (record.work.kind !== 'session' || record.outcome?.kind !== 'succeeded') continue;
    const median = record.metrics.find((metric) => metric.name === 'latency' && metric.statistic === 'median');
    if (median?.count !== STEADY_SAMPLES) broken.push(`${record.id} lost samples: ${String(median?.count)}`);
    if (!record.files.some((file) => file.role === 'samples')) broken.push(`${record.id} kept no samples`);
  }
  return broken;
}

function isNotInfrastructure({ outcome }: Attempt): boolean {
  return outcome?.kind !== 'failed' || outcome.failure.class !== 'infrastructure';
}
