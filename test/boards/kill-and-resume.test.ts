/**
 * The promise of resume, on the real thing: the built program, the real board, SIGKILL for the orchestrator, a supervisor
 * or a runner at 30 seeded moments, then `resume` until nothing is left. Every row is compared.
 */
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Random, randomStream } from '#core/random.js';
import { workKey } from '#domain/attempt.js';
import type { AttemptRecord } from '#domain/record.js';
import { endStarted, ensureBuilt, runToEnd, type Started, start } from '#test/cli/binary.js';
import { LedgerProject } from '#test/kill/ledger-project.js';
import { openResultStore } from '../../src/adapters/sqlite/open.js';

const MOMENTS = 30;
/** How often each kind of process must have been struck; which one lives at a moment is up to the machine. */
const EACH = 3;
const SEED = 20_261_120;
const victims = ['orchestrator', 'supervisor', 'runner'] as const;

beforeAll(ensureBuilt);
afterEach(endStarted);

test(`${MOMENTS} sudden deaths lose nothing, repeat nothing and never overlap`, { timeout: 600_000 }, async () => {
  const random = randomStream(SEED, 'moments');
  const struck = { orchestrator: 0, supervisor: 0, runner: 0 };
  let moments = 0;
  const left = (): boolean => moments < MOMENTS || (moments < 3 * MOMENTS && Math.min(...Object.values(struck)) < EACH);
  while (left()) {
    using project = new LedgerProject();
    let command = ['run', project.experiment, '--json'];
    let before: readonly AttemptRecord[] = [];
    // A run set that is done has no moments left: the next one begins in a project of its own.
    for (let complete = false; !complete; ) {
      const program = start(command, { cwd: project.folder });
      const victim = left() ? await strike(project, program, random) : undefined;
      if (victim) {
        struck[victim]++;
        moments++;
      }
      const { code, err } = await program.ended;
      const records = recordsOf(project);
      expect(kept(before, records), 'what was stored is there unchanged').toEqual(before.filter(isClosed));
      before = records;
      if (victim !== 'orchestrator') expect([0, 3, 5], err).toContain(code);
      complete = isComplete(records);
      command = ['resume', '--json'];
    }
    expectAccepted(before);
    expectLedger(project, before);
    const again = await runToEnd(['resume'], { cwd: project.folder });
    expect(again.code, again.err).toBe(0);
    expect(recordsOf(project)).toEqual(before);
  }
  // A blow that never met one kind of process would prove little of it.
  expect(Math.min(...Object.values(struck))).toBeGreaterThanOrEqual(EACH);
});

/** After a seeded number of events and a seeded part of the work that follows: this is the moment, and nothing is waited for. */
async function strike(
  project: LedgerProject,
  program: Started,
  random: Random,
): Promise<(typeof victims)[number] | undefined> {
  const wanted = 1 + random.below(6);
  let seen = 0;
  const met = await program
    .line(() => ++seen >= wanted)
    .then(
      () => true,
      () => false,
    );
  await after(random.below(180));
  const victim = victims[random.below(victims.length)] ?? 'orchestrator';
  if (!met || program.child.exitCode !== null) return undefined;
  const pid = { orchestrator: program.child.pid, supervisor: project.liveSupervisor(), runner: project.lastRunner() }[
    victim
  ];
  if (pid === undefined) return undefined;
  try {
    process.kill(pid, 'SIGKILL');
    return victim;
  } catch {
    return undefined;
  }
}

function recordsOf(project: LedgerProject): readonly AttemptRecord[] {
  const opened = openResultStore(join(project.folder, 'runs', 'orchestrate.db'), { mode: 'read' });
  if (!opened.ok) return [];
  try {
    return opened.value.runSets().flatMap(({ id }) => opened.value.records(id));
  } finally {
    opened.value.close();
  }
}

const isClosed = (record: AttemptRecord): boolean => record.outcome !== undefined;

function kept(before: readonly AttemptRecord[], after: readonly AttemptRecord[]): readonly AttemptRecord[] {
  const now = new Map(after.map((record) => [record.id, record]));
  return before.filter(isClosed).flatMap(({ id }) => now.get(id) ?? []);
}

/** Two cells of three sessions, and the accuracy of each. */
function succeededWorks(records: readonly AttemptRecord[]): readonly string[] {
  return records
    .filter(({ outcome, work }) => outcome?.kind === 'succeeded' && work.kind !== 'conversion')
    .map(({ work }) => workKey(work));
}

const PLANNED = 2 * 3 + 2;

function isComplete(records: readonly AttemptRecord[]): boolean {
  return records.every(isClosed) && new Set(succeededWorks(records)).size === PLANNED;
}

/** Exactly one accepted result each, with its samples; whatever else there is says why it is none. */
function expectAccepted(records: readonly AttemptRecord[]): void {
  const works = succeededWorks(records);
  expect(works).toHaveLength(new Set(works).size);
  for (const { id, outcome, metrics, files, work } of records) {
    if (outcome?.kind === 'failed')
      expect(outcome.failure.class, `${id}: ${outcome.failure.code}`).toBe('infrastructure');
    if (outcome?.kind !== 'succeeded' || work.kind !== 'session') continue;
    expect(metrics.find(({ name, statistic }) => name === 'latency' && statistic === 'median')).toMatchObject({
      value: 1001.5,
      count: 4,
    });
    expect(files.map(({ role }) => role)).toContain('samples');
  }
}

/** Told by the runners themselves: nobody met another alive, no attempt began twice, nothing accepted was measured again. */
function expectLedger(project: LedgerProject, records: readonly AttemptRecord[]): void {
  const begun = project.ledger().filter((line) => line.at === 'begin');
  expect(begun.flatMap(({ attempt, met }) => met.map((other) => `${attempt} met ${other}`))).toEqual([]);
  expect(begun.map(({ attempt }) => attempt)).toHaveLength(new Set(begun.map(({ attempt }) => attempt)).size);
  for (const { id, work, outcome } of records) {
    if (outcome?.kind !== 'succeeded' || work.kind === 'conversion') continue;
    const at = begun.findIndex(({ attempt }) => attempt === id);
    const later = begun.slice(at + 1).filter(({ attempt }) => attempt.split('.')[1] === id.split('.')[1]);
    expect(at, `${id} was measured`).toBeGreaterThanOrEqual(0);
    expect(later, `${id} was measured again`).toEqual([]);
  }
}
