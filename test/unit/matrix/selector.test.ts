import { describe, expect, test } from 'vitest';
import type { SelectorProblem } from '#domain/selector.js';
import { selectorLimits } from '#domain/selector.js';
import { selects } from '#matrix/selector.js';
import { checkSelector } from '#matrix/selector-check.js';
import { parseSelector } from '#matrix/selector-parse.js';
import { printSelector } from '#matrix/selector-print.js';
import { parsed, selectable } from '#test/selector.js';

const cells = [
  selectable({
    levels: { device: 'jetson-nano', framework: 'trt', precision: 'fp16' },
    state: 'measured',
    metrics: { latency: 5e6, p90: 6e6, 'top-1': 0.96, size: 9e5, rate: 180 },
    boards: ['nano-1'],
    key: 'abcd1234'.repeat(8),
  }),
  selectable({
    levels: { device: 'jetson-orin', framework: 'trt', precision: 'fp32' },
    state: 'failed',
    boards: ['orin-1', 'orin-2'],
    key: '1111'.repeat(16),
  }),
  selectable({
    levels: { device: 'pi-5', framework: 'tflite', precision: 'int8', threads: '4' },
    state: 'measured',
    metrics: { latency: 20e6, 'top-1': 0.9, size: 2e6, rate: 50 },
    boards: ['pi'],
    key: '2222'.repeat(16),
  }),
  selectable({ levels: { device: 'pi-5', framework: 'ort', precision: 'fp32' }, key: '3333'.repeat(16) }),
];

/** Their places: 0 nano, 1 orin, 2 pi with tflite, 3 pi with ort. */
const chosen = (text: string): readonly number[] => {
  const meant = selects(parsed(text));
  return cells.flatMap((cell, at) => (meant(cell) ? [at] : []));
};

describe('fields', () => {
  test.each<[string, readonly number[]]>([
    ['device:pi-5', [2, 3]],
    ['device:jetson*', [0, 1]],
    ['device:jetson-????', [0, 1]],
    ['device:PI-5', []],
    ['precision:int8,fp16', [0, 2]],
    ['precision:int8, fp16', [0, 2]],
    ['device:"pi-5"', [2, 3]],
    // In quotes an asterisk is an asterisk.
    ["device:'jetson*'", []],
    ['threads:4', [2]],
    // A cell without the axis has none of its levels.
    ['not threads:4', [0, 1, 3]],
    ['state:measured', [0, 2]],
    ['outcome:failed', [1]],
    ['outcome:succeeded', [0, 2]],
    ['state:waiting', [3]],
    ['board:orin-2', [1]],
    ['board:*-1', [0, 1]],
    ['cell:pi-5/*', [2, 3]],
    ['cell:pi-5/ort/fp32', [3]],
    ['cell:abcd', [0]],
    // Three digits name no cell, and a part of a slug is no slug.
    ['cell:abc', []],
    ['cell:pi-5', []],
  ])('%s', (text, places) => expect(chosen(text)).toEqual(places));
});

describe('metrics', () => {
  test.each<[string, readonly number[]]>([
    ['latency<10ms', [0]],
    ['latency < 10 ms', [0]],
    ['latency<0.01s', [0]],
    ['latency<10000us', [0]],
    ['latency<=5ms', [0]],
    ['latency<5ms', []],
    ['latency=5ms', [0]],
    ['latency==5ms', [0]],
    ['latency!=5ms', [2]],
    ['p90>=2ms', [0]],
    ['top-1>=0.95', [0]],
    ['top-1>=95%', [0]],
    ['top-1>=90 %', [0, 2]],
    ['size<1MB', [0]],
    ['size<1mb', [0]],
    ['size>1MiB', [2]],
    ['rate>100', [0]],
    ['rate>100/s', [0]],
    // What is not known is neither below nor above, nor is it not below.
    ['latency>=0ns or latency<0ns', [0, 2]],
    ['not latency<10ms', [2]],
    ['not (latency<10ms and state:measured)', [1, 2, 3]],
    ['latency<10ms or state:failed', [0, 1]],
    ['load<1s', []],
    ['not load<1s', []],
  ])('%s', (text, places) => expect(chosen(text)).toEqual(places));

  test('a number is what is written: no digit comes from arithmetic', () => {
    expect(parsed('latency=4.1ms')).toMatchObject({ value: 4_100_000 });
    expect(parsed('size=1.1kB')).toMatchObject({ value: 1100 });
    expect(parsed('top-1=29%')).toMatchObject({ value: 0.29 });
    expect(parsed('latency=1.5e2us')).toMatchObject({ value: 150_000 });
    expect(parsed('latency=2min')).toMatchObject({ value: 120e9 });
  });
});

describe('joined', () => {
  test.each<[string, string]>([
    [
      'device:a and not precision:b and state:c or device:d',
      '((device:a and (not precision:b) and state:c) or device:d)',
    ],
    ['device:a device:b', '(device:a and device:b)'],
    ['device:a & device:b | device:c', '((device:a and device:b) or device:c)'],
    ['device:a && !device:b || device:c', '((device:a and (not device:b)) or device:c)'],
    ['NOT device:a AND device:b', '((not device:a) and device:b)'],
    ['not not device:a', '(not (not device:a))'],
    ['(device:a|framework:b)device:c', '((device:a or framework:b) and device:c)'],
    ['device:a not device:b', '(device:a and (not device:b))'],
    // Behind a colon, and before one, a keyword is a word like others.
    ['device:or or or:and', '(device:or or or:and)'],
    ['latency<10 ms:x', 'unit'],
    ['latency<10ms state:failed', '(latency<10ms and state:failed)'],
    ['rate>100 s:x', '(rate>100 and s:x)'],
  ])('%s', (text, tree) => {
    const selector = parseSelector(text);
    expect(selector.ok ? brackets(selector.value) : selector.error.kind).toBe(tree);
  });

  function brackets(selector: ReturnType<typeof parsed>): string {
    if (selector.kind === 'not') return `(not ${brackets(selector.of)})`;
    if (selector.kind === 'field' || selector.kind === 'metric') return printSelector(selector);
    return `(${selector.of.map(brackets).join(selector.kind === 'all' ? ' and ' : ' or ')})`;
  }
});

describe('refused where it is wrong', () => {
  type Said = readonly [kind: string, underlined: string];
  const saidOf = (problem: SelectorProblem | undefined, text: string): Said => {
    if (!problem) throw new Error(`${text} was taken`);
    const kind = problem.kind === 'expected' ? `expected ${problem.expected}` : problem.kind;
    return [kind, text.slice(problem.at.from, problem.at.from + problem.at.length)];
  };

  test.each<[string, string, string]>([
    ['', 'empty', ''],
    ['   ', 'empty', '   '],
    ['jetson', 'expected term', 'jetson'],
    ['device:', 'expected value', ''],
    ['device: pi', 'expected value', ' '],
    ['device:a,', 'expected value', ''],
    ['device:<5', 'expected value', '<5'],
    ['device:a and', 'expected term', ''],
    ['and device:a', 'expected term', 'and'],
    ['device:a or or device:b', 'expected term', 'or'],
    ['(device:a', 'expected closing', ''],
    ['device:a)', 'expected end', ')'],
    ['()', 'expected term', ')'],
    ['device:"pi', 'expected end of quotes', '"pi'],
    ['device:a|ort', 'expected term', 'ort'],
    ['device:a \u001b[31m', 'expected term', '\u001b[31m'],
    ['device=pi', 'needs-colon', 'device'],
    ['latncy<10ms', 'unknown-metric', 'latncy'],
    ['top-0>1%', 'unknown-metric', 'top-0'],
    ['latency<10', 'unit', '10'],
    ['latency<10MB', 'unit', '10MB'],
    ['size<1h', 'unit', '1h'],
    ['latency<fast', 'expected number', 'fast'],
    ['latency<-1ms', 'expected number', '-1ms'],
    ['latency<1e999ms', 'expected number', '1e999ms'],
    ['top-1>=95', 'not-a-share', '95'],
    ['constructor<5ms', 'unknown-metric', 'constructor'],
  ])('%j', (text, kind, underlined) => {
    const selector = parseSelector(text);
    if (selector.ok) throw new Error('it was taken');
    expect(saidOf(selector.error, text)).toEqual([kind, underlined]);
  });

  test.each<[string, string, string]>([
    ['state:failed devise:pi', 'unknown-field', 'devise'],
    ['latency:10ms', 'needs-comparison', 'latency'],
    ['not device:jetsn', 'unknown-value', 'jetsn'],
    ['device:pi-5,jetsn*', 'unknown-value', 'jetsn*'],
    ['state:broken', 'unknown-value', 'broken'],
    ['outcome:x*', 'unknown-value', 'x*'],
    ['board:nano-9', 'unknown-value', 'nano-9'],
    ['cell:pi-4/*', 'unknown-value', 'pi-4/*'],
    ['cell:ffff', 'unknown-value', 'ffff'],
    ['toString:x', 'unknown-field', 'toString'],
  ])('among these cells: %j', (text, kind, underlined) => {
    expect(saidOf(checkSelector(parsed(text), { cells, measured: true }), text)).toEqual([kind, underlined]);
  });

  test('states and metrics, before anything is measured', () => {
    const check = (text: string) => checkSelector(parsed(text), { cells, measured: false });
    expect(check('device:pi-5 and latency<10ms')).toMatchObject({ kind: 'not-measured', name: 'latency' });
    expect(check('outcome:failed')).toMatchObject({ kind: 'not-measured', name: 'outcome' });
    expect(check('device:pi-5 board:pi cell:pi-5/*')).toBeUndefined();
    // The levels are looked at as well.
    expect(check('device:pi-6')).toMatchObject({ kind: 'unknown-value' });
  });

  test('and what is right among them is not refused', () => {
    for (const text of ['device:jetson*', 'state:un*', 'outcome:waiting', 'board:*', 'cell:2222', 'threads:4 top-3>1%'])
      expect(checkSelector(parsed(text), { cells, measured: true })).toBeUndefined();
  });
});

describe('bounds', () => {
  test('as many as the limit are read, and one more is not', () => {
    const { characters, depth, values } = selectorLimits;
    const kindOf = (text: string): string => {
      const selector = parseSelector(text);
      return selector.ok ? 'read' : selector.error.kind;
    };
    const nested = (times: number): string => `${'('.repeat(times)}device:a${')'.repeat(times)}`;
    expect([kindOf(nested(depth)), kindOf(nested(depth + 1))]).toEqual(['read', 'too-deep']);
    expect(kindOf(`${'not '.repeat(depth + 1)}device:a`)).toBe('too-deep');
    const list = (count: number): string => `device:${Array.from({ length: count }, () => 'a').join(',')}`;
    expect([kindOf(list(values)), kindOf(list(values + 1))]).toEqual(['read', 'too-many-values']);
    const long = (length: number): string => `device:${'a'.repeat(length - 7)}`;
    expect([kindOf(long(characters)), kindOf(long(characters + 1))]).toEqual(['read', 'too-long']);
  });

  test('a list of values counts over the whole selector', () => {
    const text = Array.from({ length: selectorLimits.values + 1 }, () => 'device:a').join(' ');
    expect(parseSelector(text)).toMatchObject({ error: { kind: 'too-many-values' } });
  });
});
