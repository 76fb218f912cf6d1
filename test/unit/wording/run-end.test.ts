import { expect, test } from 'vitest';
import { countStates } from '#domain/cell-state.js';
import { endWords, nothingToDoWords } from '#wording/run-end.js';

const byState = { ...countStates([]), failed: 1, partial: 1 };

test('commands that are offered name a run set that is not the newest, which they would mean without a name', () => {
  const facts = { runSet: 'an-older-one', newest: false, stopped: { kind: 'asked' } as const, byState, waiting: 2 };
  const commands = [...endWords(facts), ...nothingToDoWords(facts)].flatMap((line) => line.match(/`[^`]+`/g) ?? []);
  expect(commands.length).toBeGreaterThan(4);
  expect(commands.filter((command) => !command.includes('an-older-one'))).toEqual([]);
});

test('and do not name the newest', () => {
  const lines = endWords({
    runSet: 'the-newest',
    newest: true,
    stopped: { kind: 'asked' } as const,
    byState,
    waiting: 0,
  });
  expect(lines.filter((line) => line.includes('the-newest'))).toEqual(['run set the-newest']);
});

test('cells that were left out of a resume and are not done are counted, after work and without any', () => {
  const facts = { runSet: 'one', newest: true, stopped: null, byState: countStates([]) };
  const said = (waiting: number): string =>
    [...endWords({ ...facts, waiting }), ...nothingToDoWords({ ...facts, waiting })].join('\n');
  expect(said(0)).not.toContain('other cell');
  expect(said(1).match(/1 other cell waits: `orchestrate resume` measures/g)).toHaveLength(2);
  expect(said(3).match(/3 other cells wait: `orchestrate resume` measures/g)).toHaveLength(2);
});

test('an end before the end says why, what waits, and how to go on', () => {
  const facts = { runSet: 'one', newest: true, byState: { ...countStates([]), pending: 2, failed: 1 }, waiting: 0 };
  expect(endWords({ ...facts, stopped: { kind: 'until', shown: '07:00' } })).toContain(
    'stopped by --until 07:00: 2 cells wait; `orchestrate resume` goes on',
  );
  expect(endWords({ ...facts, stopped: { kind: 'failed', what: 'pi/m/int8' } })).toContain(
    'stopped by --fail-fast, pi/m/int8 failed: 2 cells wait; `orchestrate resume` goes on',
  );
});
