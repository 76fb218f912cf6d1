import { expect, test } from 'vitest';
import { countStates } from '#domain/cell-state.js';
import { endWords, nothingToDoWords } from '#wording/run-end.js';

const byState = { ...countStates([]), failed: 1, partial: 1 };

test('commands that are offered name a run set that is not the newest, which they would mean without a name', () => {
  const facts = { runSet: 'an-older-one', newest: false, stopped: true, byState };
  const commands = [...endWords(facts), ...nothingToDoWords(facts)].flatMap((line) => line.match(/`[^`]+`/g) ?? []);
  expect(commands.length).toBeGreaterThan(4);
  expect(commands.filter((command) => !command.includes('an-older-one'))).toEqual([]);
});

test('and do not name the newest', () => {
  const lines = endWords({ runSet: 'the-newest', newest: true, stopped: true, byState });
  expect(lines.filter((line) => line.includes('the-newest'))).toEqual(['run set the-newest']);
});
