/** What a tool prints may be cut, mixed with other lines or damaged anywhere: a figure is right then, or it is not there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBenchmarkApp } from '#parse/benchmark-app.js';
import { complete, figuresOf } from '#test/specimens/specimens.js';

const ms = fc.integer({ min: 1, max: 9_999_999 }).map((hundredths) => hundredths / 100);

/** Any summary, as releases since 2023 print it, with its figures in nanoseconds. */
const printedRun = fc
  .record({ count: fc.integer({ min: 1, max: 1e9 }), duration: ms, steps: fc.tuple(ms, ms, ms, ms), fps: ms })
  .map(({ count, duration, steps, fps }) => {
    const [min = 0, first = 0, second = 0, max = 0] = [...steps].sort((a, b) => a - b);
    const lines = [
      '[Step 2/11] Loading OpenVINO Runtime',
      '[ INFO ] Build ................................. 2026.4.1-22982',
      '[Step 8/11] Querying optimal runtime parameters',
      "[ INFO ]   INFERENCE_PRECISION_HINT: <Type: 'float32'>",
      '[Step 10/11] Measuring performance',
      `[ INFO ] First inference took ${max.toFixed(2)} ms`,
      '[Step 11/11] Dumping statistics report',
      "[ INFO ] Execution Devices:['CPU']",
      `[ INFO ] Count:            ${count} iterations`,
      `[ INFO ] Duration:         ${duration.toFixed(2)} ms`,
      '[ INFO ] Latency:',
      `[ INFO ]    Median:        ${first.toFixed(2)} ms`,
      `[ INFO ]    Average:       ${second.toFixed(2)} ms`,
      `[ INFO ]    Min:           ${min.toFixed(2)} ms`,
      `[ INFO ]    Max:           ${max.toFixed(2)} ms`,
      `[ INFO ] Throughput:   ${fps.toFixed(2)} FPS`,
    ];
    const ns = (value: number): number => Math.round(value * 1e6);
    const figures = {
      'latency cold': ns(max),
      'inferences value process': count,
      'duration value process': ns(duration),
      'latency median': ns(first),
      'latency mean': ns(second),
      'latency min': ns(min),
      'latency max': ns(max),
      'throughput mean': fps,
    };
    return { lines, figures };
  });

describe('the parser of benchmark_app', () => {
  it('reads back what was printed', () => {
    fc.assert(
      fc.property(printedRun, ({ lines, figures }) => {
        expect(figuresOf(complete(parseBenchmarkApp(`${lines.join('\n')}\n`)))).toEqual(figures);
      }),
    );
  });

  it('gives the whole or says what is missing, wherever it is cut', () => {
    fc.assert(
      fc.property(printedRun, fc.nat(2000), ({ lines, figures }, cut) => {
        const text = lines.join('\n');
        const reading = parseBenchmarkApp(text.slice(0, cut));
        if (cut >= text.length) expect(figuresOf(complete(reading))).toEqual(figures);
        else expect(reading.kind).toBe('incomplete');
      }),
      { numRuns: 500 },
    );
  });

  it('leaves out lines that were lost, and never puts another figure in their place', () => {
    fc.assert(
      fc.property(printedRun, fc.subarray([...Array(16).keys()]), ({ lines, figures }, kept) => {
        const reading = parseBenchmarkApp(kept.map((at) => lines[at] ?? '').join('\n'));
        expect(reading.kind).not.toBe('unreadable');
        if (reading.kind === 'complete') expect(figures).toMatchObject(figuresOf(reading));
      }),
      { numRuns: 500 },
    );
  });

  it('is not led astray by lines of others between its own', () => {
    const others = fc.constantFrom(
      'onednn_verbose,v1,primitive,exec,cpu,convolution',
      '[ WARNING ] Count: 7 iterations',
      'WARNING: Median is deprecated',
      'Total time: 12 milliseconds',
      '',
      '\u001b[2J',
    );
    fc.assert(
      fc.property(printedRun, fc.array(fc.tuple(fc.nat(15), others), { maxLength: 8 }), ({ lines, figures }, more) => {
        const mixed = [...lines];
        for (const [at, line] of more) mixed.splice(at, 0, line);
        expect(figuresOf(complete(parseBenchmarkApp(mixed.join('\r\n'))))).toEqual(figures);
      }),
    );
  });

  it('finds no summary in anything else, and answers for every text', () => {
    const words = fc.constantFrom(
      'Count:',
      'Latency:',
      '5',
      'ms',
      'FPS',
      '\n',
      '[ INFO ]',
      '[Step 11/11]',
      'Min:',
      '\0',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(words).map((some) => some.join(' ')),
        ),
        (text) => {
          const reading = parseBenchmarkApp(text);
          expect(['incomplete', 'unreadable']).toContain(reading.kind);
          if (reading.kind === 'unreadable') expect(reading.line).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
