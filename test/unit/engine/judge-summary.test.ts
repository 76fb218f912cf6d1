import { describe, expect, it } from 'vitest';
import type { Ending } from '#domain/job.js';
import type { Message } from '#domain/message.js';
import { attemptId } from '#domain/names.js';
import type { RunTool } from '#domain/tool.js';
import { judgeSummary } from '#engine/judge-summary.js';
import { reportedMetrics } from '#engine/reported-metrics.js';
import { metricFindings } from '#engine/verify-records.js';
import { parseBenchmarkApp } from '#parse/benchmark-app.js';
import { readSession } from '#parse/session.js';
import { toolReaders } from '#parse/tools.js';
import { complete, specimen } from '#test/specimens/specimens.js';

const printed = (name: string): string => specimen('benchmark-app', `${name}.txt`);

const exited = (exitCode: number): Ending => ({
  reason: 'exited',
  exitCode,
  signal: null,
  left: 'empty',
  begunNs: 1,
  endedNs: 2,
  oomKilled: false,
  note: null,
});
const asked = { provider: 'CPU', unit: 'cpu', arithmetic: 'fp32' };
const words = { stdout: 'last of stdout', stderr: 'last of stderr' };

const hello: Message = { seq: 0, kind: 'hello', protocol: 1, runner: 'tool', versions: {} };
const loaded = (arithmetic: string): Message => {
  return { seq: 1, kind: 'loaded', loadNs: 1, asked, used: { ...asked, arithmetic } };
};

function outcomeOf(text: string, { exitCode = 0, messages = [] as readonly Message[], wanted = asked } = {}) {
  const session = readSession(messages);
  if (!session.ok) throw new Error(JSON.stringify(session.error));
  const evidence = { reading: parseBenchmarkApp(text), messages: session.value, asked: wanted };
  return judgeSummary(evidence, exited(exitCode), words);
}

describe('a session that a tool sums up', () => {
  it('succeeds with exit 0 and a whole summary, and with neither alone', () => {
    expect(outcomeOf(printed('2026'))).toEqual({ kind: 'succeeded' });
    expect(outcomeOf(printed('2026'), { exitCode: 1 })).toMatchObject({
      kind: 'failed',
      failure: { code: 'runner/crashed', facts: { said: 'last of stderr' } },
    });
    expect(outcomeOf(printed('2026').slice(0, -40))).toMatchObject({
      kind: 'failed',
      failure: { code: 'runner/broken-protocol', facts: { problem: 'no-throughput-in-its-summary', log: 'stdout' } },
    });
    expect(outcomeOf(printed('2026').replace('4.49 ms', '4.49 h'))).toMatchObject({
      failure: { code: 'runner/broken-protocol', facts: { problem: 'latency-median-unknown-unit', log: 'stdout' } },
    });
  });

  it('fails in the words of the tool', () => {
    expect(outcomeOf(printed('2026-no-gpu'), { exitCode: 1 })).toMatchObject({
      failure: { code: 'runner/crashed', facts: { said: expect.stringContaining('no supported devices found') } },
    });
    const refusal: Message = { seq: 0, kind: 'error', at: 'measure', code: 'refused', text: 'no such device' };
    expect(outcomeOf(printed('2026-no-gpu'), { exitCode: 1, messages: [refusal] })).toMatchObject({
      kind: 'unsupported',
      failure: { code: 'toolchain/refused', facts: { said: 'no such device' } },
    });
  });

  it('is invalid when something else was used than was asked for', () => {
    expect(outcomeOf(printed('2026'), { messages: [hello, loaded('fp32')] })).toEqual({ kind: 'succeeded' });
    expect(outcomeOf(printed('2026'), { messages: [hello, loaded('bf16')] })).toEqual({
      kind: 'invalid',
      doubts: [{ code: 'execution/arithmetic', facts: { asked: 'fp32', used: 'bf16' } }],
    });
  });

  it('is held against what the tool says of itself where nobody looked', () => {
    const wanted = { ...asked, arithmetic: 'fp16' };
    expect(outcomeOf(printed('2026'), { wanted })).toMatchObject({
      doubts: [{ code: 'execution/arithmetic', facts: { asked: 'fp16', used: 'fp32' } }],
    });
    expect(outcomeOf(printed('2026'), { wanted: { ...asked, provider: 'GPU' } })).toMatchObject({
      doubts: [{ code: 'execution/provider', facts: { asked: 'GPU', used: 'CPU' } }],
    });
    // The hint speaks of the layers that are not quantised.
    expect(outcomeOf(printed('2026'), { wanted: { ...asked, arithmetic: 'int8' } })).toEqual({ kind: 'succeeded' });
    expect(outcomeOf(printed('2021'), { wanted })).toEqual({ kind: 'succeeded' });
  });
});

describe('a session of another tool', () => {
  const judged = (tool: RunTool, text: string, wanted = asked) => {
    const messages = readSession([]);
    if (!messages.ok) throw new Error(JSON.stringify(messages.error));
    return judgeSummary(
      { reading: toolReaders[tool].parse(text), messages: messages.value, asked: wanted },
      exited(0),
      words,
    );
  };

  it('succeeds with its own summary, and not for a graph that was not loaded', () => {
    expect(judged('trtexec', specimen('trtexec', '10.2.txt'))).toEqual({ kind: 'succeeded' });
    expect(judged('benchncnn', specimen('benchncnn', 'mobilenet.txt'))).toEqual({ kind: 'succeeded' });
    expect(judged('benchncnn', specimen('benchncnn', 'broken-graph.txt'))).toMatchObject({
      failure: { code: 'runner/broken-protocol', facts: { problem: 'graph-broken-graph', line: 6 } },
    });
    expect(judged('benchncnn', specimen('benchncnn', 'many.txt'))).toMatchObject({
      failure: { facts: { problem: 'several-models-in-its-summary' } },
    });
  });

  it('is about latency: a file of rows, or an engine that was built, is no measurement', () => {
    expect(judged('trtexec', specimen('trtexec-times', '10.2.txt'))).toMatchObject({
      failure: { facts: { problem: 'no-latency-in-its-summary' } },
    });
  });

  it('is not believed where a delegate was asked for and did nothing', () => {
    const text = specimen('benchmark-model', 'android-not-delegated.txt');
    expect(judged('benchmark-model', text, { provider: 'NNAPI', unit: 'npu', arithmetic: 'fp32' })).toEqual({
      kind: 'invalid',
      doubts: [{ code: 'execution/provider', facts: { asked: 'NNAPI', used: 'CPU' } }],
    });
  });

  it('has the figures of the one model under the names of every session, and its own besides', () => {
    const metrics = reportedMetrics(complete(toolReaders.benchncnn.parse(specimen('benchncnn', 'mobilenet.txt'))));
    expect(metrics.find(({ statistic }) => statistic === 'mean')).toMatchObject({ name: 'latency', value: 22_040_000 });
    const more = reportedMetrics(complete(toolReaders.trtexec.parse(specimen('trtexec', '10.2.txt'))));
    expect(more.find(({ name, statistic }) => name === 'gpu-compute-time' && statistic === 'p99')).toMatchObject({
      source: 'reported',
      unit: 'ns',
      value: 1_270_510,
      count: 2590,
    });
  });
});

describe('the metrics of a summary', () => {
  const reading = parseBenchmarkApp(printed('2026'));
  const metrics = reading.kind === 'complete' ? reportedMetrics(reading) : expect.unreachable();
  const find = (name: string, statistic: string) =>
    metrics.find((metric) => metric.name === name && metric.statistic === statistic);

  it('are all reported, in nanoseconds, with their count', () => {
    expect(new Set(metrics.map(({ source }) => source))).toEqual(new Set(['reported']));
    expect(find('latency', 'median')).toEqual({
      name: 'latency',
      statistic: 'median',
      scope: 'inference',
      unit: 'ns',
      source: 'reported',
      value: 4_490_000,
      count: 221,
    });
    expect(find('latency', 'cold')).toMatchObject({ value: 5_980_000, count: 1 });
    expect(find('throughput', 'mean')).toMatchObject({ value: 220.68, unit: 'per-second' });
  });

  it('are unknown where the tool says nothing', () => {
    for (const statistic of ['p99', 'sd'])
      expect(find('latency', statistic)).toMatchObject({ value: null, unknownBecause: 'the tool does not report it' });
    expect(find('memory', 'peak')).toMatchObject({ value: null });
  });

  it('follow from no sample, and are not asked to', () => {
    expect(metricFindings({ id: attemptId('set.work.1'), metrics }, [])).toEqual([]);
  });
});
