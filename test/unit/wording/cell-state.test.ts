import { expect, test } from 'vitest';
import { countStates, type Standing, standingsOf } from '#domain/cell-state.js';
import type { AttemptRecord } from '#domain/record.js';
import { accuracy, conversion, failed, fellBack, session, succeeded, unsupported } from '#test/report/attempts.js';
import { planOf, runCell, settledCell, stepKey } from '#test/report/plans.js';
import { countsInWords, describeStanding, describeState, outlookOf } from '#wording/cell-state.js';

const cell = runCell({ model: 'cnn' }, { steps: [stepKey('optimise')] });

function of(...attempts: readonly AttemptRecord[]): Standing {
  const [only] = standingsOf(planOf([cell]), attempts);
  if (!only) throw new Error('no standing');
  return only;
}

const three = [1, 2, 3].map((ordinal) => session(cell, ordinal, succeeded));

test.each([
  ['measured 3 of 3', 'no', [...three, accuracy(cell, succeeded)]],
  ['measured 3 of 3', 'yes', three],
  ['measured 3 of 3', 'if-asked', [...three, accuracy(cell, failed('runner/crashed'))]],
  ['partial, 1 of 3', 'yes', [session(cell, 1, succeeded)]],
  ['partial, 1 of 3', 'yes', [session(cell, 1, succeeded), session(cell, 2, failed('attempt/vanished'))]],
  ['partial, 1 of 3', 'if-asked', [session(cell, 1, succeeded), session(cell, 2, failed('runner/crashed'))]],
  ['failed', 'yes', [session(cell, 1, failed('attempt/rebooted'))]],
  ['failed', 'if-asked', [session(cell, 1, failed('runner/timeout'))]],
  ['blocked', 'if-asked', [conversion('optimise', failed('conversion/failed'))]],
  ['invalid, 0 of 3', 'if-asked', [session(cell, 1, fellBack)]],
  ['unsupported', 'no', [session(cell, 1, unsupported('toolchain/refused'))]],
  ['waiting', 'yes', []],
  ['running, 0 of 3', 'yes', [session(cell, 1)]],
] as const)('%s: again %s', (words, again, attempts) => {
  const standing = of(...attempts);
  expect(describeStanding(standing)).toBe(words);
  expect(outlookOf(standing).again).toBe(again);
});

test('an unavailable cell is looked at again, one that makes no sense is not', () => {
  const again = (['unavailable', 'not-applicable', 'unsupported'] as const).map((kind) => {
    const [only] = standingsOf(planOf([settledCell({ model: 'cnn' }, kind)]), []);
    return only && outlookOf(only).again;
  });
  expect(again).toEqual(['yes', 'no', 'no']);
});

test('counts leave out states that no cell is in', () => {
  expect(countsInWords(countStates([of(...three), of()]))).toBe('1 measured, 1 waiting');
  expect(countsInWords(countStates([]))).toBe('no cells');
});

test('all doubts are said', () => {
  const doubt = (code: 'execution/arithmetic' | 'execution/provider') => ({ code, facts: { asked: 'a', used: 'b' } });
  const state = { kind: 'invalid', doubts: [doubt('execution/arithmetic'), doubt('execution/provider')] } as const;
  expect(describeState(state)?.headline).toBe(
    'asked for arithmetic a, but b was used; asked for provider a, but b was used',
  );
});
