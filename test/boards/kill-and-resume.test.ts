/**
 * The promise of resume, on the real thing: the built program, the real board, SIGKILL for the orchestrator, a supervisor
 * or a runner at 30 seeded moments, then `resume` until nothing is left. Every row is compared.
 */
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Random, randomStream } from '#core/random.js';
import type { AttemptRecord } from '#domain/record.js';
import { endStarted, ensureBuilt, runToEnd, type Started, start } from '#test/cli/binary.js';
import { expectAccepted, expectLedger, isClosed, isComplete, kept, recordsOf } from '#test/kill/checks.js';
import { LedgerProject } from '#test/kill/ledger-project.js';

const MOMENTS = 30;
/** How often each kind of process must have been struck; which one lives at a moment is up to the machine. */
const EACH = 3;
const SEED = 20_261_120;
const victims = ['orchestrator', 'supervisor', 'runner'] as const;

beforeAll(ensureBuilt);
afterEach(endStarted);

test(`${MOMENTS} sudden deaths lose nothing, repeat nothing and never overlap`, { timeout: 1_800_000 }, async () => {
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
