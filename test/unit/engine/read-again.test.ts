import { expect, test } from 'vitest';
import { logReading } from '#engine/log-reading.js';
import { printedOf } from '#engine/printed.js';
import { readAgain } from '#engine/read-again.js';
import { reportedMetrics } from '#engine/reported-metrics.js';
import { parseTrtexec } from '#parse/trtexec.js';
import { reparseText } from '#report/reparse-text.js';
import { complete, specimen } from '#test/specimens/specimens.js';

const text = specimen('trtexec', '10.2.txt');
const stored = reportedMetrics(complete(parseTrtexec(text)));

const reader = { tool: 'trtexec', of: 'session', underLoad: false } as const;
const before = logReading('trtexec', parseTrtexec(text));

test('the same reader says the same, and there is nothing to record', () => {
  const again = readAgain(reader, text, { metrics: stored, reading: before });
  expect(again).toEqual({ revision: 1, kind: 'complete', differences: [], newer: null });
});

test('a newer reader has a reading of its own; under load its latencies are those of sessions under load', () => {
  const older = { ...before, revision: 0 };
  const { newer } = readAgain(reader, text, { metrics: stored, reading: older });
  expect(newer).toEqual({ ...before, figures: stored });
  const loaded = reportedMetrics(complete(parseTrtexec(text)), true);
  expect(readAgain({ ...reader, underLoad: true }, text, { metrics: loaded }).differences).toEqual([]);
  expect(readAgain(reader, text, { metrics: loaded }).differences).not.toEqual([]);
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
  const again = readAgain(reader, text, { metrics: [...other, size], reading: before });
  expect(again.differences).toEqual([
    { metric: { name: 'latency', statistic: 'median', scope: 'inference', unit: 'ns' }, stored: 1, now: 1_186_520 },
  ]);
  const session = {
    attempt: 'a',
    slug: 'net/trt',
    tool: 'trtexec',
    before: 1,
    ...again,
    newer: false,
    recorded: false,
  };
  expect(reparseText({ sessions: [session] })).toEqual([
    'net/trt  a: trtexec, reader 1, complete',
    '  latency median of inference: 1 → 1186520 ns',
    '1 attempt read again; 1 differ. Nothing to record: no reader is newer than the one that counts.',
  ]);
});

test('a summary that is refused today has no figures any more', () => {
  const again = readAgain(reader, text.replace('PASSED', 'FAILED'), { metrics: stored });
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
