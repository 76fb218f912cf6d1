/** The options of `diff` are read strictly, and what is meant is found again. */
import { describe, expect, test } from 'vitest';
import { alignmentOf, type DiffOptions, failOnOf, policyOf } from '#cli/diff-options.js';
import { selectTwo } from '#cli/diff-run-sets.js';
import { wallTime } from '#core/units.js';
import { runSetId } from '#domain/names.js';
import type { RunSet } from '#domain/run-set.js';
import { theRun } from '#test/report/attempts.js';

const read = (options: DiffOptions): unknown => [alignmentOf(options), policyOf(options), failOnOf(options)];

test('what is said is what is done', () => {
  const options: DiffOptions = {
    align: ['framework:ort-old=ort-new', 'model:a=b=c'],
    assume: ['threads=4'],
    threshold: '7.5%',
    alpha: '0.01',
    allow: 'protocol, cpu.model',
    failOn: 'inconclusive,regressed',
  };
  expect(read(options)).toEqual([
    {
      align: [
        { kind: 'align', axis: 'framework', from: 'ort-old', to: 'ort-new' },
        { kind: 'align', axis: 'model', from: 'a', to: 'b=c' },
      ],
      assume: [{ kind: 'assume', axis: 'threads', level: '4' }],
    },
    { threshold: 0.075, alpha: 0.01, allow: ['protocol', 'cpu.model'] },
    ['regressed', 'inconclusive'],
  ]);
});

test('by default ten percent, and what got worse stops a gate', () => {
  expect(read({})).toEqual([
    { align: [], assume: [] },
    { threshold: 0.1, alpha: 0.05, allow: [] },
    ['regressed', 'newly-failing'],
  ]);
  expect(failOnOf({ failOn: 'none' })).toEqual([]);
});

test.each<[DiffOptions, RegExp]>([
  [{ threshold: '0%' }, /--threshold: expected a percentage above 0 %/],
  [{ threshold: '-5%' }, /--threshold/],
  [{ threshold: '1e3%' }, /--threshold/],
  [{ threshold: '0.1' }, /--threshold/],
  [{ threshold: 'NaN%' }, /--threshold/],
  [{ alpha: '5%' }, /--alpha: expected a number above 0/],
  [{ alpha: '0.0' }, /--alpha/],
  [{ alpha: '.9' }, /--alpha/],
  [{ failOn: 'none,fixed' }, /none alone/],
  [{ failOn: 'same' }, /--fail-on/],
  [{ failOn: '' }, /--fail-on/],
  [{ allow: 'kernl' }, /--allow/],
  [{ align: ['model=x'] }, /--align: expected axis:level-of-A=level-of-B/],
  [{ align: ['model:x='] }, /--align/],
  [{ assume: ['threads'] }, /--assume: expected axis=level/],
  [{ assume: ['=4'] }, /--assume/],
  [{ assume: ['\u001b[31m'] }, /\\u001b\[31m/],
])('%j is a mistake', (options, says) => {
  expect(() => read(options)).toThrow(
    expect.objectContaining({ name: 'UserMistake', message: expect.stringMatching(says) }),
  );
});

describe('which two run sets', () => {
  const made = (id: string, experiment: string): RunSet => ({
    ...theRun,
    id: runSetId(id),
    experiment,
    startedAt: wallTime('2026-11-20T13:30:12.000Z'),
  });
  const runSets = [made('x3', 'x'), made('y2', 'y'), made('x2', 'x'), made('y1', 'y'), made('x1', 'x')];
  const ids = (...names: readonly string[]): readonly string[] => {
    const { a, b } = selectTwo(runSets, { first: names[0], second: names[1] });
    return [a.id, b.id];
  };

  test('the latest and the one before it of the same experiment', () => {
    expect(ids()).toEqual(['x2', 'x3']);
    expect(ids('y1')).toEqual(['y1', 'y2']);
    expect(ids('x1', 'y1')).toEqual(['x1', 'y1']);
  });

  test('one that has both sides in it with itself, and never another', () => {
    const inX2 = ({ id }: RunSet): boolean => id === 'x2';
    const idsOf = (first?: string, second?: string): readonly string[] => {
      const { a, b } = selectTwo(runSets, { first, second }, inX2);
      return [a.id, b.id];
    };
    expect(idsOf('x2')).toEqual(['x2', 'x2']);
    expect(idsOf('x2', 'x2')).toEqual(['x2', 'x2']);
    expect(idsOf('x2', 'x3')).toEqual(['x2', 'x3']);
    expect(idsOf()).toEqual(['x2', 'x3']);
    expect(() => idsOf('x3')).toThrow('A and B are the same run set');
  });

  test('never one with itself', () => {
    expect(() => ids('x3')).toThrow('A and B are the same run set');
    expect(() => selectTwo(runSets.slice(0, 2))).toThrow('There is one run set of x only');
    expect(() => selectTwo([])).toThrow('Nothing has been measured here yet');
  });
});
