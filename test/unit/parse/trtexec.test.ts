import { describe, expect, it } from 'vitest';
import { parseTrtexec, parseTrtexecBuild } from '#parse/trtexec.js';
import { complete, figuresOf, specimen } from '#test/specimens/specimens.js';

const printed = (name: string): string => specimen('trtexec', `${name}.txt`);
const read = (name: string) => complete(parseTrtexec(printed(name)));

describe('the summary of trtexec', () => {
  it.each([
    ['7.0', null, [4_198_730, null, 4_089_110, 3_012_340_000]],
    ['8.0', '8.0.1', [2_351_810, 433.928, 2_267_580, 3_005_110_000]],
    ['8.4', '8.4.1', [1_380_370, 716.632, 1_380_370, 3_002_940_000]],
    ['8.6-build-and-run', '8.6.1', [1_191_410, 866.362, 1_117_190, 3_002_210_000]],
    ['10.2', '10.2.0', [1_186_520, 862.792, 1_142_580, 3_001_880_000]],
    ['11.1', '11.1.0', [828_125, 1203.31, 828_125, 3_000_880_000]],
  ])('of %s', (name, version, values) => {
    expect(parseTrtexec(printed(name)).version).toBe(version);
    const figures = figuresOf(read(name));
    const words = ['latency median', 'throughput mean', 'gpu-compute-time median', 'duration value process'];
    expect(words.map((each) => figures[each])).toEqual(values);
  });

  it('has every statistic of every time, each from its own line', () => {
    expect(figuresOf(read('8.6-build-and-run'))).toEqual({
      'build-time value load': 74_610_200_000,
      'engine-read-time value load': 4_120_900,
      'engine-load-time value load': 18_771_100,
      'load-time value load': 22_892_000,
      'engine-size value model': 7_772_161,
      'warm-up-inferences value process': 142,
      'warm-up-time value process': 200_000_000,
      'inferences value process': 2601,
      'throughput mean': 866.362,
      ...of('latency', [1_164_060, 2_710_940, 1_200_110, 1_191_410, 1_221_680, 1_245_610, 1_511_720]),
      ...of('enqueue-time', [622_070, 2_113_040, 699_812, 688_477, 742_188, 773_438, 1_105_470]),
      ...of('h2d-time', [68_115.2, 101_562, 70_312.5, 69_824.2, 73_242.2, 74_707, 86_914.1]),
      ...of('gpu-compute-time', [1_090_820, 2_633_790, 1_125_120, 1_117_190, 1_146_480, 1_167_970, 1_433_590]),
      ...of('d2h-time', [3906.25, 10_742.2, 4678.12, 4638.67, 5371.09, 5859.38, 7324.22]),
      'duration value process': 3_002_210_000,
      'gpu-compute-time total process': 2_926_440_000,
    });
  });

  it('says how many inferences are behind a figure, and where it stands', () => {
    const { figures } = read('10.2');
    const lines = printed('10.2').split('\n');
    const line = lines.findIndex((text) => text.includes('[I] Latency: ')) + 1;
    expect(figures.find(({ name, statistic }) => name === 'latency' && statistic === 'p99')).toEqual({
      name: 'latency',
      statistic: 'p99',
      scope: 'inference',
      unit: 'ns',
      value: 1_316_410,
      count: 2590,
      line,
    });
  });

  it('does not know what was not measured: transfers that were off, a throughput of nothing', () => {
    const figures = figuresOf(read('11.1'));
    expect(figures).toMatchObject({ 'h2d-time median': null, 'd2h-time median': null });
    // TensorRT 7 with a batch in the shapes of the network.
    expect(figuresOf(read('7.0'))['throughput mean']).toBeNull();
  });

  it('tells blocks of TensorRT 7 apart, and counts items where batches are implicit', () => {
    const figures = figuresOf(read('7.2-implicit-batch'));
    expect(figures).toMatchObject({
      'latency median': 89_881_200,
      'latency p99': 95_330_100,
      'end-to-end-time p99': 95_340_900,
      'enqueue-time median': 5_202_150,
      'gpu-compute-time median': 88_451_200,
      'gpu-compute-time total process': 3_104_120_000,
      'throughput mean item': 44.264,
    });
    expect(figures['throughput mean']).toBeUndefined();
  });

  it('has what it was asked to do', () => {
    expect(read('11.1').facts).toEqual({
      precision: 'Strongly Typed',
      batch: 'explicit',
      warm_up_ms: 200,
      streams: 1,
      data_transfers: false,
      spin_wait: true,
      cuda_graph: true,
      separate_profiling: true,
      device: 'NVIDIA Thor',
      compute_capability: '11.0',
      passed: true,
    });
    expect(read('10.2').facts).toMatchObject({ data_transfers: true, spin_wait: false });
  });

  it('has what it warns of, in its words', () => {
    expect(parseTrtexec(printed('8.4')).warnings).toEqual([
      'GPU compute time is unstable, with coefficient of variance = 2.10486%.',
    ]);
    expect(figuresOf(read('8.4'))['gpu-compute-time cv']).toBe(0.0210486);
  });

  it('is no summary without its last word', () => {
    const text = printed('10.2');
    expect(parseTrtexec(text.replace(/^&&&& PASSED.*\n/m, ''))).toMatchObject({
      kind: 'incomplete',
      missing: ['passed'],
    });
    expect(parseTrtexec(text.replace('PASSED', 'FAILED'))).toMatchObject({ kind: 'incomplete', missing: ['passed'] });
    // The last line shows its own end.
    expect(parseTrtexec(text.trimEnd()).kind).toBe('complete');
  });

  it('fails in its own words', () => {
    expect(parseTrtexec(printed('8.6-out-of-memory'))).toMatchObject({
      kind: 'incomplete',
      missing: ['throughput', 'latency', 'gpu-compute-time', 'duration', 'passed'],
      said: expect.stringContaining('Cuda Driver (invalid argument)'),
      warnings: [expect.stringContaining('could not be allocated')],
    });
    expect(parseTrtexec(printed('11.1-unknown-option'))).toMatchObject({
      kind: 'incomplete',
      said: 'Unknown option: --fp16',
    });
  });

  it.each([
    ['862.792 qps', '862,792 qps', 'throughput-mean', 'comma-in-number'],
    ['862.792 qps', '862.792 fps', 'throughput-mean', 'unknown-unit'],
    ['median = 1.18652 ms', 'median = 1,18652 ms', 'latency-median', 'comma-in-number'],
    ['median = 1.18652 ms', 'median = 1.18652 s ms', 'latency-median', 'unknown-unit'],
    ['median = 1.18652 ms', 'median = inf ms', 'latency-median', 'not-a-number'],
    ['max = 1.98633 ms', 'min = 1.98633 ms', 'latency-min', 'told-twice'],
    ['2590 queries', '2590.5 queries', 'inferences-value-of-process', 'not-whole'],
  ])('%s as %s is unreadable, at its place', (was, is, figure, problem) => {
    const text = printed('10.2');
    const before = text.slice(0, text.indexOf(was)).split('\n');
    const reading = parseTrtexec(text.replace(was, is));
    expect(reading).toMatchObject({ kind: 'unreadable', line: before.length, figure, problem });
  });

  it('points at the word', () => {
    const text = printed('10.2').replace('median = 1.18652 ms', 'median = 1,18652 ms');
    const reading = parseTrtexec(text);
    if (reading.kind !== 'unreadable') return expect.unreachable();
    const line = text.split('\n')[reading.line - 1] ?? '';
    expect(line.slice(reading.column - 1)).toMatch(/^1,18652 ms/);
  });

  it('never believes one of two runs', () => {
    expect(parseTrtexec(printed('10.2') + printed('11.1'))).toMatchObject({ figure: 'run', problem: 'told-twice' });
  });
});

const statistics = ['min', 'max', 'mean', 'median', 'p90', 'p95', 'p99'];

function of(name: string, values: readonly number[]): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(statistics.map((statistic, at) => [`${name} ${statistic}`, values[at]]));
}

describe('an engine that trtexec built', () => {
  it('needs no measurement', () => {
    const text = specimen('trtexec-build', '8.6.txt');
    expect(figuresOf(complete(parseTrtexecBuild(text)))).toEqual({
      'build-time value load': 74_610_200_000,
      'engine-size value model': 7_772_161,
    });
    expect(parseTrtexecBuild(text).warnings).toEqual([expect.stringContaining('Calibrator is not being used')]);
    expect(parseTrtexec(text)).toMatchObject({ kind: 'incomplete' });
  });

  it('was not built where it did not say so', () => {
    expect(parseTrtexecBuild(printed('10.2'))).toMatchObject({ kind: 'incomplete', missing: ['build-time'] });
    expect(parseTrtexecBuild(printed('8.6-out-of-memory'))).toMatchObject({ missing: ['build-time', 'passed'] });
  });
});
