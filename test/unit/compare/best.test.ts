/** Which cell is the best, and what is never one. */
import { describe, expect, test } from 'vitest';
import { type BestQuestion, bestOf } from '#compare/best.js';
import type { Figure, FigureCell } from '#compare/figure.js';
import { digestOf } from '#core/digest.js';
import { type CellKey, runSetId } from '#domain/names.js';

const question: BestQuestion = { withinNs: 10e6, metric: 'top-1', direction: 'higher', per: 'device', pareto: false };

const latency = (ms: number, source: Figure['source'] = 'computed', statistic = 'median'): Figure => {
  return { name: 'latency', statistic, scope: 'inference', unit: 'ns', source, value: ms * 1e6 };
};
const top1 = (value: number, more: Partial<Figure> = {}): Figure => {
  return { name: 'top-1', statistic: 'share', scope: 'data', unit: 'ratio', source: 'computed', value, ...more };
};

function cell(device: string, model: string, figures: readonly Figure[], more: Partial<FigureCell> = {}): FigureCell {
  const slug = `${device}/${model}`;
  const own = { key: digestOf(slug) as CellKey, slug, levels: { device, model } };
  return {
    runSet: runSetId('r'),
    ...own,
    stands: true,
    state: 'measured',
    figures,
    facts: {},
    weights: null,
    caveats: [],
    ...more,
  };
}

function winners(cells: readonly FigureCell[], asked: Partial<BestQuestion> = {}): readonly string[] {
  return bestOf(cells, { ...question, ...asked }).groups.flatMap(({ best }) => best.map((one) => one.cell.slug));
}

describe('the best of each device', () => {
  test('has the highest figure within the budget, whatever is better beyond it', () => {
    const cells = [
      cell('pi', 'small', [latency(2), top1(0.5)]),
      cell('pi', 'middle', [latency(10), top1(0.7)]),
      cell('pi', 'large', [latency(10.1), top1(0.9)]),
      cell('nano', 'large', [latency(30), top1(0.9)]),
    ];
    expect(winners(cells)).toEqual(['pi/middle']);
    const { groups } = bestOf(cells, question);
    expect(groups.map(({ level, best, within, over }) => [level, best.length, within, over])).toEqual([
      ['nano', 0, 0, 1],
      ['pi', 1, 2, 1],
    ]);
    expect(winners(cells, { withinNs: null })).toEqual(['nano/large', 'pi/large']);
  });

  test('of equal figures the faster, whichever comes first', () => {
    const cells = [cell('pi', 'slow', [latency(3), top1(0.7)]), cell('pi', 'fast', [latency(2), top1(0.7)])];
    expect(winners(cells)).toEqual(['pi/fast']);
    expect(winners(cells.toReversed())).toEqual(['pi/fast']);
  });

  test('is never one without a result, however good its figures are', () => {
    const cells = [
      cell('stick', 'great', [latency(1), top1(0.99)], { stands: false, state: 'unsupported' }),
      cell('stick', 'poor', [latency(9), top1(0.3)]),
    ];
    expect(winners(cells)).toEqual(['stick/poor']);
    expect(bestOf(cells, question).without).toEqual({ unsupported: 1 });
  });

  test('leaves aside what lacks a figure, and says so', () => {
    const cells = [
      cell('pi', 'fast', [latency(1)]),
      cell('pi', 'exact', [top1(0.9)]),
      cell('pi', 'both', [latency(2), top1(0.4)]),
    ];
    expect(winners(cells)).toEqual(['pi/both']);
    expect(bestOf(cells, question).notJudged.map(({ cell: { slug }, why }) => [slug, why])).toEqual([
      ['pi/fast', 'no-metric'],
      ['pi/exact', 'no-latency'],
    ]);
    // Without a budget the latency only decides between equals.
    expect(winners(cells, { withinNs: null })).toEqual(['pi/exact']);
  });

  test('says where reported and computed figures compete, and keeps where one was measured', () => {
    const reported = cell('pi', 'theirs', [
      latency(1, 'reported', 'mean'),
      top1(0.8, { source: 'reported', measuredOn: 'pc' }),
    ]);
    const [group] = bestOf([reported, cell('pi', 'ours', [latency(1), top1(0.7)])], question).groups;
    expect(group).toMatchObject({ mixed: true, best: [{ metric: { measuredOn: 'pc', source: 'reported' } }] });
    expect(bestOf([reported], question).groups[0]?.mixed).toBe(false);
  });

  test('less is better where the question says so', () => {
    const cells = [cell('pi', 'a', [latency(3), top1(0.9)]), cell('pi', 'b', [latency(2), top1(0.1)])];
    expect(winners(cells, { metric: 'latency', direction: 'lower' })).toEqual(['pi/b']);
  });

  test('takes the median before the mean, and either before what is unstated', () => {
    const cells = [
      cell('pi', 'a', [latency(20, 'reported', 'unstated'), latency(11, 'computed', 'mean'), latency(9), top1(0.5)]),
    ];
    expect(winners(cells)).toEqual(['pi/a']);
  });
});

test('pareto: all that nothing beats in both, the fastest first', () => {
  const cells = [
    cell('pi', 'large', [latency(9), top1(0.9)]),
    cell('pi', 'beaten', [latency(5), top1(0.4)]),
    cell('pi', 'small', [latency(1), top1(0.5)]),
    cell('pi', 'twin', [latency(1), top1(0.5)]),
  ];
  expect(winners(cells, { pareto: true })).toEqual(['pi/small', 'pi/twin', 'pi/large']);
});
