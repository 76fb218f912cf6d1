/**
 * A long conversion and a death of the orchestrator in the middle of it: on the real board, with real processes, the program
 * that is started again finds the converter still at work, waits for it and goes on. Nothing begins twice.
 */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { endStarted, ensureBuilt, start } from '#test/cli/binary.js';
import { expectAccepted, expectLedger, isClosed, isComplete, recordsOf } from '#test/kill/checks.js';
import { LedgerProject } from '#test/kill/ledger-project.js';

beforeAll(ensureBuilt);
afterEach(endStarted);

test.each([
  ['the board', {}],
  ['a builder', { where: 'builder' }],
] as const)('a conversion on %s outlives the orchestrator, and is adopted', { timeout: 60_000 }, async (_, making) => {
  using project = new LedgerProject('local: true', { waits: true, ...making });
  const first = start(['run', project.experiment, '--json'], { cwd: project.folder });
  await project.told((lines) => lines.length > 0);
  first.child.kill('SIGKILL');
  await first.ended;

  const [converting, ...others] = recordsOf(project);
  expect(others).toEqual([]);
  expect(converting && isClosed(converting)).toBe(false);
  const [begun] = project.ledger();
  expect(begun?.attempt).toBe(converting?.id);
  // Still at work, with nobody to wait for it.
  expect(project.lastRunner()).toBe(begun?.pid);

  const second = start(['resume', '--json'], { cwd: project.folder });
  // It has taken the run set up, and the converter still waits.
  await second.line((line) => line.includes('"kind":"started"'));
  expect(project.ledger()).toHaveLength(1);
  project.openGate();
  const { code, err } = await second.ended;
  expect(code, err).toBe(0);

  const records = recordsOf(project);
  expect(isComplete(records)).toBe(true);
  const own = records.filter(({ work }) => work.kind === 'conversion');
  expect(own).toHaveLength(2);
  expect(own.find(({ id }) => id === converting?.id)).toMatchObject({ try: 1, outcome: { kind: 'succeeded' } });
  const lines = project.ledger().filter(({ attempt }) => attempt === converting?.id);
  expect(lines.map(({ at, pid }) => [at, pid])).toEqual([
    ['begin', begun?.pid],
    ['end', begun?.pid],
  ]);
  expectAccepted(records);
  expectLedger(project, records);
});
