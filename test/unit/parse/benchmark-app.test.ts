/**
 * 2023, 2025, 2026 and 2026-no-gpu are what the tool printed here; 2021, 2022 and 2024-cpp are put together from its sources
 * and from published logs: those releases do not run on the Python of today.
 */
import { describe, expect, it } from 'vitest';
import { parseBenchmarkApp } from '#parse/benchmark-app.js';
import type { ToolContent, ToolReading } from '#parse/tool-reading.js';
import { complete, figure, figuresOf, specimen } from '#test/specimens/specimens.js';

const printed = (name: string): string => specimen('benchmark-app', `${name}.txt`);

const summaryOf = (text: string): ToolContent => complete(parseBenchmarkApp(text));

const columns = [
  'inferences value process',
  'duration value process',
  'latency median',
  'latency mean',
  'latency min',
  'latency max',
  'throughput mean',
  'latency cold',
];

describe('the summary of benchmark_app', () => {
  it.each([
    ['2021', [136, 1_004_870_000, 7_300_000, undefined, undefined, undefined, 136.99, 14_630_000]],
    ['2022', [131, 1_003_610_000, 7_410_000, 7_630_000, 7_220_000, 12_050_000, 134.95, 9_810_000]],
    ['2023', [217, 1_003_490_000, 4_530_000, 4_570_000, 4_450_000, 7_810_000, 216.24, 5_700_000]],
    ['2024-cpp', [219, 1_002_420_000, 4_490_000, 4_510_000, 4_410_000, 5_900_000, 218.47, 5_210_000]],
    ['2025', [143, 1_000_120_000, 4_680_000, 6_890_000, 4_440_000, 20_230_000, 142.98, 10_560_000]],
    ['2026', [221, 1_001_460_000, 4_490_000, 4_500_000, 4_430_000, 4_750_000, 220.68, 5_980_000]],
    // Since 2026 in microseconds where the average is under one millisecond; the duration is not.
    ['2026-us', [39_036, 1_000_020_000, 11_620, 20_630, 11_430, 5_200_310, 39_035.35, 5_020_000]],
  ])('of release %s', (release, figures) => {
    const summary = summaryOf(printed(release));
    expect(columns.map((words) => figure(summary, words))).toEqual(figures);
  });

  it('has what the tool says of itself', () => {
    const reading = parseBenchmarkApp(printed('2026'));
    expect(reading.version).toBe('2026.4.1-22982-e213a147257-releases/2026/4');
    expect(complete(reading).facts).toMatchObject({
      provider: 'CPU',
      arithmetic: 'fp32',
      INFERENCE_PRECISION_HINT: 'float32',
      INFERENCE_NUM_THREADS: '1',
      NUM_STREAMS: '1',
      PERFORMANCE_HINT: 'LATENCY',
    });
    const load = figuresOf(complete(reading));
    expect(load['read-time value load']).toBeGreaterThan(0);
    expect(load['load-time value load']).toBe(
      (load['read-time value load'] ?? 0) + (load['compile-time value load'] ?? 0),
    );
    expect(summaryOf(printed('2024-cpp')).facts['provider']).toBe('CPU');
    const early = parseBenchmarkApp(printed('2021'));
    expect(early.version).toBeNull();
    expect(complete(early).facts).toEqual({});
  });

  it('says how many inferences are behind a figure, and at which line it stands', () => {
    const { figures } = summaryOf(printed('2026'));
    const median = figures.find(({ statistic }) => statistic === 'median');
    const lines = printed('2026').split('\n');
    expect(median).toMatchObject({ count: 221, line: lines.findIndex((line) => line.includes('Median')) + 1 });
    expect(figures.find(({ statistic }) => statistic === 'cold')).toMatchObject({ count: 1 });
  });

  it('is the same over any line ends, marks and colours', () => {
    const text = printed('2026');
    const expected = summaryOf(text);
    const coloured = text.replace(/^\[ INFO \]/gm, '\u001b[32m[ INFO ]\u001b[0m');
    for (const same of [text.replaceAll('\n', '\r\n'), `\ufeff${text}`, coloured])
      expect(summaryOf(same)).toEqual(expected);
    expect(figuresOf(summaryOf(text.replaceAll('\n', '\n\n')))).toEqual(figuresOf(expected));
    const withBar = text.replace(
      '[Step 11/11]',
      '\rProgress: [....] 40.00%\rProgress: [.........] 100.00%\r[Step 11/11]',
    );
    expect(summaryOf(withBar)).toEqual(expected);
  });

  it('takes another percentile for what it is', () => {
    const other = summaryOf(printed('2026').replace('   Median:        4.49 ms', '   90 percentile:     4.60 ms'));
    expect(figuresOf(other)).toMatchObject({ 'latency p90': 4_600_000 });
    expect(figure(other, 'latency median')).toBeUndefined();
    const early = summaryOf(printed('2021').replace('Latency:    7.30 ms', 'Latency (95 percentile):    9.10 ms'));
    expect(figuresOf(early)).toMatchObject({ 'latency p95': 9_100_000 });
    expect(figure(early, 'latency median')).toBeUndefined();
  });

  it('does not take the figures of a group of shapes for those of the whole', () => {
    const group =
      '[ INFO ] Latency for each data shape group:\n[ INFO ] 1. input : [1]\n[ INFO ]    Median:     1.00 ms\n';
    const text = printed('2026').replace(/^(\[ INFO \] Throughput)/m, `${group}$1`);
    expect(figuresOf(summaryOf(text))).toEqual(figuresOf(summaryOf(printed('2026'))));
  });

  it('says nothing where less is printed than the tool resolves', () => {
    const summary = summaryOf(printed('2025').replace('4.44 ms', '0.00 ms'));
    expect(figure(summary, 'latency min')).toBeNull();
  });
});

describe('output of benchmark_app that is no summary', () => {
  const broken = (from: string | RegExp, to: string): ToolReading =>
    parseBenchmarkApp(printed('2026').replace(from, to));
  const lineOf = (text: string): number => printed('2026').slice(0, printed('2026').indexOf(text)).split('\n').length;

  it.each([
    ['Count:            221', 'Count:            none', 'inferences-value-of-process', 'not-a-number'],
    ['221 iterations', '221 rounds', 'inferences-value-of-process', 'unknown-unit'],
    ['4.49 ms', '4,49 ms', 'latency-median', 'comma-in-number'],
    ['4.49 ms', '4.49 s', 'latency-median', 'unknown-unit'],
    ['4.49 ms', '4.49', 'latency-median', 'unknown-unit'],
    ['4.75 ms', 'nan ms', 'latency-max', 'not-a-number'],
    ['220.68 FPS', '220.68 FPS (batch 4)', 'throughput-mean', 'unknown-unit'],
  ])('%s as %s', (was, is, figure, problem) => {
    expect(broken(was, is)).toMatchObject({ kind: 'unreadable', line: lineOf(was), figure, problem, said: null });
  });

  it('never believes one of two', () => {
    expect(parseBenchmarkApp(`${printed('2026')}${printed('2026')}`)).toMatchObject({ problem: 'told-twice' });
    expect(broken('[ INFO ]    Min', '[ INFO ]    Median:   4.00 ms\n[ INFO ]    Min')).toMatchObject({
      figure: 'latency-median',
      problem: 'told-twice',
    });
  });

  it('never believes latencies that cannot all be true', () => {
    expect(broken('4.49 ms', '44.90 ms')).toMatchObject({ figure: 'latency', problem: 'out-of-order' });
    expect(broken('4.43 ms', '4.95 ms')).toMatchObject({ figure: 'latency', problem: 'out-of-order' });
  });

  it('is incomplete where it ended early, with what the tool said', () => {
    expect(parseBenchmarkApp(printed('2026-no-gpu'))).toMatchObject({
      kind: 'incomplete',
      missing: ['count', 'duration', 'throughput', 'latency'],
      said: expect.stringContaining("[GPU] Can't get PERFORMANCE_HINT property as no supported devices found"),
    });
    expect(parseBenchmarkApp('')).toMatchObject({ kind: 'incomplete', said: null });
    expect(broken(/\[Step 11\/11\].*/, '')).toMatchObject({ kind: 'incomplete' });
  });

  it('does not repeat how Python came to an error', () => {
    const { said } = parseBenchmarkApp(printed('2026-no-gpu'));
    expect(said).toMatch(/^Exception from src/);
    expect(said).not.toMatch(/Traceback|File "/);
  });
});
