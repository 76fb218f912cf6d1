import { expect, test } from 'vitest';
import { printedOf } from '#engine/printed.js';
import { readAgain } from '#engine/read-again.js';
import { reportedMetrics } from '#engine/reported-metrics.js';
import { parseTrtexec } from '#parse/trtexec.js';
import { reparseText } from '#report/reparse-text.js';
import { complete, specimen } from '#test/specimens/specimens.js';

const text = specimen('trtexec', '10.2.txt');
const stored = reportedMetrics(complete(parseTrtexec(text)));

test('the same reader says the same', () => {
  expect(readAgain('trtexec', text, stored)).toEqual({ revision: 1, kind: 'complete', differences: [] });
});

test('each figure that differs is told, and what is not of the tool is left alone', () => {
  const size = {
    name: 'model-size',
    statistic: 'value',
    scope: 'model',
    unit: 'bytes',
    source: 'computed',
    value: 7,
  } as const;
  const other = stored.map((each) =>
    each.name === 'latency' && each.statistic === 'median' ? { ...each, value: 1 } : each,
  );
  const again = readAgain('trtexec', text, [...other, size]);
  expect(again.differences).toEqual([
    { metric: { name: 'latency', statistic: 'median', scope: 'inference', unit: 'ns' }, stored: 1, now: 1_186_520 },
  ]);
  const session = { attempt: 'a', slug: 'net/trt', tool: 'trtexec', ...again };
  expect(reparseText({ sessions: [session] })).toEqual([
    'net/trt  a: trtexec, reader 1, complete',
    '  latency median of inference: 1 → 1186520 ns',
    '1 session read again; 1 differ. Nothing was written.',
  ]);
});

test('a summary that is refused today has no figures any more', () => {
  const again = readAgain('trtexec', text.replace('PASSED', 'FAILED'), stored);
  expect(again.kind).toBe('incomplete');
  expect(again.differences).toHaveLength(stored.filter(({ value }) => value !== null).length);
});

test('pieces of a log are put together as the session read them: a cut line is not ended by the next piece', () => {
  const texts = new Map([
    ['stdout', 'a\ncount=5'],
    ['stdout.tail', '7 more\n'],
    ['stderr', 'error\n'],
  ]);
  expect(printedOf(texts)).toBe('a\ncount=5\u2026\n7 more\nerror\n');
});
