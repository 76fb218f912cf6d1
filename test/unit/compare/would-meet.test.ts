import { describe, expect, test } from 'vitest';
import { compare } from '#compare/compare.js';
import { defaultPolicy } from '#compare/comparison.js';
import { wouldMeet } from '#compare/would-meet.js';
import { armOf, sessionsOf, subjectOf } from '#test/compare/arms.js';

type Levels = Readonly<Record<string, string>>;

function rulesFor(a: readonly Levels[], b: readonly Levels[]): readonly unknown[] {
  const arm = (name: string, cells: readonly Levels[]) =>
    armOf(
      name,
      cells.map((levels) => subjectOf(levels, { sessions: sessionsOf(1e6, 1e6, 1e6) })),
    );
  return wouldMeet(compare(arm('a', a), arm('b', b), defaultPolicy).rows);
}

describe('a rule is offered', () => {
  test('where a level was changed, with the pairs that would meet', () => {
    const cells = (threads: string) => ['x', 'y'].map((model) => ({ model, threads }));
    expect(rulesFor(cells('1'), cells('2'))).toEqual([
      { kind: 'align', axis: 'threads', from: '1', to: '2', cells: 2 },
    ]);
  });

  test('for each of several levels of one axis, where what else they have tells them apart', () => {
    const a = [
      { model: 'x', framework: 'old-x' },
      { model: 'y', framework: 'old-y' },
    ];
    const b = [
      { model: 'x', framework: 'new-x' },
      { model: 'y', framework: 'new-y' },
    ];
    expect(rulesFor(a, b)).toMatchObject([
      { from: 'old-x', to: 'new-x', cells: 1 },
      { from: 'old-y', to: 'new-y', cells: 1 },
    ]);
  });

  test('where an axis was born, on either side', () => {
    const born = { kind: 'assume', axis: 'threads', level: '1', cells: 1 };
    expect(rulesFor([{ model: 'x' }], [{ model: 'x', threads: '1' }])).toEqual([born]);
    expect(rulesFor([{ model: 'x', threads: '1' }], [{ model: 'x' }])).toEqual([born]);
  });
});

describe('no rule is offered', () => {
  test.each<[string, readonly Levels[], readonly Levels[]]>([
    ['where two levels fit', [{ model: 'x', threads: '1' }], ['2', '4'].map((threads) => ({ model: 'x', threads }))],
    ['where two levels were born', [{ model: 'x' }], ['1', '2'].map((threads) => ({ model: 'x', threads }))],
    ['where two axes differ', [{ model: 'x', threads: '1' }], [{ model: 'y', threads: '2' }]],
    ['where nothing was added', [{ model: 'x' }, { model: 'y' }], [{ model: 'x' }]],
    [
      'for a level that the other side still has',
      [
        { model: 'x', threads: '1' },
        { model: 'y', threads: '1' },
      ],
      [
        { model: 'x', threads: '1' },
        { model: 'y', threads: '2' },
      ],
    ],
  ])('%s', (_, a, b) => expect(rulesFor(a, b)).toEqual([]));
});
