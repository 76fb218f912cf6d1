import { describe, expect, it } from 'vitest';
import { type Aligned, type AlignRule, type AssumeRule, align, noAlignment, sidesOf } from '#compare/align.js';
import { compare } from '#compare/compare.js';
import { type Arm, defaultPolicy } from '#compare/comparison.js';
import { armOf, subjectOf } from '#test/compare/arms.js';

const rename = (axis: string, from: string, to: string): AlignRule => ({ kind: 'align', axis, from, to });
const assume = (axis: string, level: string): AssumeRule => ({ kind: 'assume', axis, level });
const arm = (...levels: readonly Readonly<Record<string, string>>[]): Arm =>
  armOf(
    'arm',
    levels.map((ofCell) => subjectOf(ofCell)),
  );

function aligned(a: Arm, b: Arm, rules: Partial<typeof noAlignment>): Aligned {
  const made = align(a, b, { ...noAlignment, ...rules });
  if (!made.ok) throw new Error(`collision: ${made.error.slugs.join(' and ')}`);
  return made.value;
}

const slugs = ({ subjects }: Arm): readonly string[] => subjects.map(({ slug }) => slug);

describe('a renamed level', () => {
  it('meets its new name, keeps its numbers and knows what it was called', () => {
    const a = arm({ model: 'digits', framework: 'ort-old' });
    const b = arm({ model: 'digits', framework: 'ort-new' });
    const made = aligned(a, b, { align: [rename('framework', 'ort-old', 'ort-new')] });
    expect(made.a.subjects[0]).toMatchObject({
      key: b.subjects[0]?.key,
      slug: 'digits/ort-new',
      levels: { model: 'digits', framework: 'ort-new' },
      own: { key: a.subjects[0]?.key, slug: 'digits/ort-old' },
      sessions: a.subjects[0]?.sessions,
    });
    expect(made.unused).toEqual([]);
    expect(compare(made.a, made.b, defaultPolicy).counts).toMatchObject({ same: 1, added: 0, removed: 0 });
    expect(compare(a, b, defaultPolicy).counts).toMatchObject({ same: 0, added: 1, removed: 1 });
  });

  it('is renamed in the older side only, on its own axis only', () => {
    const a = arm({ model: 'old', framework: 'old' });
    const made = aligned(a, arm({ model: 'old', framework: 'old' }), { align: [rename('framework', 'old', 'new')] });
    expect(slugs(made.a)).toEqual(['old/new']);
    expect(slugs(made.b)).toEqual(['old/old']);
    expect(made.b.subjects[0]?.own).toBeUndefined();
  });

  it('can change places with another', () => {
    const a = arm({ model: 'x', framework: 'one' }, { model: 'x', framework: 'two' });
    const made = aligned(a, a, { align: [rename('framework', 'one', 'two'), rename('framework', 'two', 'one')] });
    expect(slugs(made.a)).toEqual(['x/two', 'x/one']);
  });

  it('that would make two cells one is an error with both', () => {
    const a = arm({ model: 'x', framework: 'one' }, { model: 'x', framework: 'two' });
    expect(align(a, a, { align: [rename('framework', 'one', 'two')], assume: [] })).toEqual({
      ok: false,
      error: { kind: 'collision', side: 'a', slugs: ['x/one', 'x/two'], becomes: 'x/two' },
    });
  });

  it('that no cell has is reported', () => {
    const slips = [rename('framework', 'ort-odl', 'ort-new'), rename('framewrok', 'ort-old', 'ort-new')];
    const a = arm({ model: 'x', framework: 'ort-old' });
    const made = aligned(a, a, { align: slips });
    expect(made.unused).toEqual(slips);
    expect(made.a).toEqual(a);
  });
});

describe('an assumed axis', () => {
  const without = arm({ model: 'x' });
  const both = arm({ model: 'x', threads: '1' }, { model: 'x', threads: '4' });

  it.each([
    ['older', without, both],
    ['newer', both, without],
  ])('is given to the %s side where that lacks it', (_, a, b) => {
    const made = aligned(a, b, { assume: [assume('threads', '4')] });
    const { counts } = compare(made.a, made.b, defaultPolicy);
    expect(counts.same).toBe(1);
    expect(counts.added + counts.removed).toBe(1);
    expect(made.unused).toEqual([]);
  });

  it('works on what was renamed', () => {
    const made = aligned(arm({ model: 'y' }), both, {
      align: [rename('model', 'y', 'x')],
      assume: [assume('threads', '4')],
    });
    expect(made.a.subjects[0]).toMatchObject({ slug: 'x/threads=4', own: { slug: 'y' } });
  });

  it('leaves alone the cells that lack it on both sides', () => {
    const a = arm({ model: 'x' }, { model: 'conditional' });
    const b = arm({ model: 'x', threads: '4' }, { model: 'conditional' });
    const made = aligned(a, b, { assume: [assume('threads', '4')] });
    expect(slugs(made.a)).toEqual(['x/threads=4', 'conditional']);
    expect(slugs(made.b)).toEqual(['x/threads=4', 'conditional']);
  });

  it('that neither side knows is reported and changes nothing', () => {
    const made = aligned(without, both, { assume: [assume('thread', '4')] });
    expect(made.unused).toEqual([assume('thread', '4')]);
    expect(made.a).toEqual(without);
  });

  it('that would make two cells one is an error with both', () => {
    const a = arm({ model: 'x' }, { model: 'x', threads: '4' });
    const b = arm({ model: 'x', threads: '4' });
    expect(align(a, b, { align: [], assume: [assume('threads', '4')] })).toMatchObject({
      ok: false,
      error: { side: 'a', slugs: ['x', 'x/threads=4'], becomes: 'x/threads=4' },
    });
  });
});

describe('both sides in one run set', () => {
  const both = arm(
    { model: 'cnn', framework: 'old' },
    { model: 'cnn', framework: 'new' },
    { model: 'cnn', framework: 'other' },
  );

  it('are the levels that rules begin with and those they end with; the rest is left out', () => {
    const sides = sidesOf(both, [rename('framework', 'old', 'new')]);
    expect([sides?.a, sides?.b].map((side) => side && slugs(side))).toEqual([['cnn/old'], ['cnn/new']]);
    const made = aligned(sides?.a ?? both, sides?.b ?? both, { align: [rename('framework', 'old', 'new')] });
    expect(compare(made.a, made.b, defaultPolicy).counts).toMatchObject({ same: 1, added: 0, removed: 0 });
  });

  it('are told apart by every axis that is renamed', () => {
    const rules = [rename('framework', 'old', 'new'), rename('framework', 'new', 'other')];
    const sides = sidesOf(both, rules);
    expect([sides?.a, sides?.b].map((side) => side && slugs(side))).toEqual([
      ['cnn/old', 'cnn/new'],
      ['cnn/new', 'cnn/other'],
    ]);
    expect(sidesOf(both, [rename('framework', 'old', 'new'), rename('model', 'cnn', 'mobile')])).toBeNull();
  });

  it('are none where a level is not there, or nothing is renamed', () => {
    expect(sidesOf(both, [rename('framework', 'old', 'newest')])).toBeNull();
    expect(sidesOf(both, [])).toBeNull();
  });
});
