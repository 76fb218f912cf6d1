/** benchmark_model, benchncnn and onnxruntime_perf_test: what each of their versions says. */
import { describe, expect, it } from 'vitest';
import { parseBenchmarkModel } from '#parse/benchmark-model.js';
import { parseBenchncnn } from '#parse/benchncnn.js';
import { parseOnnxruntimePerfTest, parseOnnxruntimePerfTestTimes } from '#parse/onnxruntime-perf-test.js';
import { complete, figuresOf, specimen } from '#test/specimens/specimens.js';

describe('the summary of benchmark_model', () => {
  const printed = (name: string): string => specimen('benchmark-model', `${name}.txt`);
  const read = (name: string) => complete(parseBenchmarkModel(printed(name)));

  it('is of the measurement, not of the warm-up', () => {
    expect(figuresOf(read('2025'))).toEqual({
      'latency mean': 4_551_090,
      'load-time value load': 842_225_000,
      'latency cold': 31_098_000,
      'latency min': 4_239_000,
      'latency max': 5_233_000,
      'latency sd': 173_000,
      'latency p5': 4_277_000,
      'latency median': 4_549_000,
      'latency p95': 4_878_000,
      'inferences value process': 219,
      'memory peak process': 97_767_444,
    });
    expect(figuresOf(read('2021-xnnpack'))).toMatchObject({
      'latency mean': 10_744_200,
      'inferences value process': 93,
    });
  });

  it('was shorter in 2018, and is where all runs are alike', () => {
    expect(figuresOf(read('2018'))).toMatchObject({ 'latency mean': 132_511_000, 'latency max': 139_871_000 });
    expect(figuresOf(read('2018'))['latency cold']).toBeUndefined();
    expect(figuresOf(read('android-not-delegated'))).toMatchObject({
      'latency mean': 56_265_000,
      'latency min': 56_265_000,
      'latency max': 56_265_000,
      'inferences value process': 50,
    });
  });

  it('says how much of the graph a delegate took', () => {
    expect(read('2025').facts).toEqual({
      threads: 4,
      delegate: 'TfLiteGpuDelegateV2',
      delegated_nodes: 66,
      nodes: 66,
      partitions: 1,
      placement: 'whole',
    });
    expect(read('2021-xnnpack').facts).toMatchObject({ delegated_nodes: 64, nodes: 66 });
    expect(read('android-not-delegated').facts).toEqual({ placement: 'none', provider: 'CPU' });
  });

  it('does not believe statistics that are of something else', () => {
    const text = printed('2025');
    const only = text.replace(/^INFO: count=219.*\n/m, '');
    expect(parseBenchmarkModel(only)).toMatchObject({ kind: 'unreadable', problem: 'out-of-order' });
    expect(parseBenchmarkModel(text + text)).toMatchObject({ kind: 'unreadable', problem: 'told-twice' });
    expect(parseBenchmarkModel(text.replace('median=4549', 'median=4,549'))).toMatchObject({
      kind: 'unreadable',
      figure: 'latency-median',
      problem: 'comma-in-number',
    });
  });

  it('ends in its own words where it failed', () => {
    expect(parseBenchmarkModel(printed('no-delegation'))).toMatchObject({
      kind: 'incomplete',
      missing: ['inference-timings'],
      said: 'Disallowed CPU fallback detected.',
    });
  });
});

describe('what benchncnn prints', () => {
  const printed = (name: string): string => specimen('benchncnn', `${name}.txt`);

  it('is the latency of a model, over its loops', () => {
    const reading = complete(parseBenchncnn(printed('mobilenet')));
    expect(figuresOf(reading)).toEqual({
      'latency min mobilenet': 21_660_000,
      'latency max mobilenet': 22_800_000,
      'latency mean mobilenet': 22_040_000,
    });
    expect(reading.figures[0]).toMatchObject({ count: 4, line: 6 });
    expect(reading.facts).toMatchObject({ model: 'mobilenet', models: 1, threads: 4, gpu_device: -1 });
  });

  it('is of each model under its name where there are several, and nothing where it is less than it prints', () => {
    const reading = complete(parseBenchncnn(printed('many')));
    expect(reading.facts).toMatchObject({ model: 'squeezenet', models: 3 });
    expect(figuresOf(reading)).toMatchObject({
      'latency mean squeezenet': 11_740_000,
      'latency mean squeezenet_int8': 9_410_000,
      'latency min tiny_net': null,
      'latency max tiny_net': 10_000,
    });
  });

  it('is nothing for a graph that was not loaded, whatever it prints then', () => {
    expect(parseBenchncnn(printed('broken-graph'))).toMatchObject({
      kind: 'unreadable',
      line: 6,
      problem: 'broken-graph',
      said: 'layer Custom not exists or registered',
    });
    expect(parseBenchncnn('')).toMatchObject({ kind: 'incomplete', missing: ['latency'] });
  });
});

describe('the summary of onnxruntime_perf_test', () => {
  const printed = (name: string): string => specimen('onnxruntime-perf-test', `${name}.txt`);
  const read = (name: string) => figuresOf(complete(parseOnnxruntimePerfTest(printed(name))));

  it('has each line in its own unit', () => {
    expect(read('1.17')).toEqual({
      'load-time value load': 21_604_200,
      'latency cold': 12_000_000,
      'inferences value process': 1000,
      'latency mean': 5_880_530,
      'duration value process': 5_881_020_000,
      'throughput mean': 170.038,
      'cpu-usage mean process': 0.25,
      'memory peak process': 41_234_432,
      'latency min': 5_597_770,
      'latency max': 6_234_720,
      'latency median': 5_871_080,
      'latency p90': 5_998_450,
      'latency p95': 6_056_760,
      'latency p99': 6_195_170,
      'latency p99.9': 6_234_720,
    });
    expect(read('1.4')).toMatchObject({ 'duration value process': 58_810_200_000, 'latency p99.9': 62_347_200 });
    expect(read('1.23')).toMatchObject({
      'latency mean': 490_601,
      'latency cold': null,
      'cpu-usage mean process': null,
    });
  });

  it('warns and fails in its own words', () => {
    expect(parseOnnxruntimePerfTest(printed('1.23')).warnings).toEqual([
      expect.stringContaining('Some nodes were not assigned to the preferred execution providers'),
    ]);
    expect(parseOnnxruntimePerfTest(printed('no-model'))).toMatchObject({
      kind: 'incomplete',
      said: expect.stringContaining('Failed to load library'),
    });
  });

  it('leaves a row for each inference', () => {
    const text = specimen('onnxruntime-perf-test-times', '1.17.txt');
    const [rows] = complete(parseOnnxruntimePerfTestTimes(text)).rows;
    expect(rows?.rows).toHaveLength(12);
    expect(rows?.rows[0]).toEqual([6_120_310, 0]);
    expect(parseOnnxruntimePerfTestTimes(text + text)).toMatchObject({ line: 13, problem: 'told-twice' });
    expect(parseOnnxruntimePerfTestTimes(text.replace('0.00588211', '0,00588211'))).toMatchObject({
      line: 2,
      problem: 'wrong-form',
    });
    expect(parseOnnxruntimePerfTestTimes(text.slice(0, -3))).toMatchObject({ missing: ['end-of-the-last-row'] });
    expect(parseOnnxruntimePerfTestTimes(text.split('\n').slice(1).join('\n'))).toMatchObject({
      problem: 'out-of-order',
    });
  });
});
