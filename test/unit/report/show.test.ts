import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import { present } from '#core/invariant.js';
import { bytes } from '#core/units.js';
import { failure } from '#domain/failure.js';
import type { LogReading } from '#domain/log-reading.js';
import { type ArtifactKey, attemptId } from '#domain/names.js';
import { cellPageOf } from '#report/cell-page.js';
import { cellPageText } from '#report/cell-page-text.js';
import { explainOf } from '#report/explain.js';
import { explainText } from '#report/explain-text.js';
import { showOf } from '#report/show.js';
import { showText } from '#report/show-text.js';
import { session, sessionMetrics, succeeded, theRun, unsupported } from '#test/report/attempts.js';
import { planOf, runCell, settledCell, step } from '#test/report/plans.js';
import { quickstart } from '#test/report/quickstart.js';
import { schemaErrors } from '#test/report/schemas.js';

const now = '2026-11-20T13:35:00.000Z';
const run = quickstart();
const environments = [{ digest: theRun.planDigest, facts: { board: 'local', governor: null, 'cpu.count': 2 } }];

describe('the summary', () => {
  const view = showOf(run);

  test('is what its schema says', () => {
    expect(schemaErrors('show', view)).toEqual([]);
    expect(schemaErrors('show', { ...view, surprise: 1 })).not.toEqual([]);
  });

  test('has numbers over sessions, with intervals and counts', () => {
    const { latency, accuracy, modelBytes, peakRssBytes } = present(view.cells[0]?.numbers, 'numbers');
    expect(latency).toMatchObject({ sessions: 3, samples: 3000, because: null });
    expect(present(latency.medianNs, 'median') / 1_840_000).toBeCloseTo(1.0006, 3);
    expect(latency.interval?.lowNs).toBeLessThan(1_840_000);
    expect(accuracy[0]).toMatchObject({ top: 1, hits: 293, counted: 300 });
    expect(accuracy[0]?.low).toBeCloseTo(0.953, 3);
    expect(modelBytes.value).toBe(2_510_000);
    expect(peakRssBytes.value).toBe(88_000_000);
  });

  test('says what is common once, and names the axes that vary', () => {
    expect(view.common).toEqual({ device: 'local' });
    expect(view.varied).toEqual(['model', 'framework', 'precision']);
  });

  test('keeps what was measured in an invalid cell out of the numbers', () => {
    const fp16 = view.cells.find(({ slug }) => slug === 'local/digits-cnn/onnxruntime/fp16');
    expect(fp16).toMatchObject({ state: 'invalid', numbers: null, reason: { code: 'execution/arithmetic' } });
  });

  test('groups cells with one cause, those that may be mended first', () => {
    expect(view.problems.map(({ state, cells }) => [state, cells.length])).toEqual([
      ['partial', 1],
      ['invalid', 2],
      ['unsupported', 2],
      ['unsupported', 1],
    ]);
  });

  test.each([80, 100])('fits %d columns, with whole numbers', (width) => {
    const lines = showText(view, { width, now });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    const text = lines.join('\n');
    expect(text).toMatch(/digits-cnn +onnxruntime +fp32 +1\.84 ms \(1\.79–1\.89\)/);
    expect(text).toContain('7.54 ms (7.08–8.04)*');
    expect(text).toContain('* not all planned sessions are behind it.');
    expect(text).toContain('293 (97.7 %)');
    expect(text).toMatch(/2 cells unsupported: the framework refused it at load \(operator Conv\): "Could/);
    expect(text).toContain('No room here for');
  });

  test('leaves nothing out where there is room, and no title of a column that went', () => {
    const text = showText(view, { width: 1000, now }).join('\n');
    expect(text).not.toContain('No room here');
    expect(text).toMatch(/load +memory +cold/);
    expect(text).toContain('12.3 ms  88.0 MB');
  });
});

test('a percentile that is not known is a question mark, never a number', () => {
  const both = ['cnn', 'mlp'].map((model) => runCell({ model }, { sessions: 1, accuracy: false }));
  const metrics = [sessionMetrics(1e6, 100), sessionMetrics(2e6, 1000)];
  const records = both.map((one, at) => session(one, 1, succeeded, { metrics: metrics[at] ?? [] }));
  const view = showOf({ runSet: theRun, plan: planOf(both), records, retired: [], artifacts: [] });
  expect(view.cells[0]?.numbers?.latency.p99Ns).toEqual({ value: null, unknownBecause: 'fewer than 662 samples' });
  const text = showText(view, { width: 200, now }).join('\n');
  expect(text).toMatch(/1\.00 ms +1\.05 ms +\? /);
  expect(text).toContain('No interval: fewer than 2 sessions.');
  expect(text).toContain('? not known, such as a percentile of too few samples');
});

test('a column of which nothing is known takes no room, and is named', () => {
  const cell = runCell({ model: 'cnn' }, { sessions: 1, accuracy: false });
  const records = [session(cell, 1, succeeded, { metrics: sessionMetrics(1e6, 100) })];
  const view = showOf({ runSet: theRun, plan: planOf([cell]), records, retired: [], artifacts: [] });
  const text = showText(view, { width: 200, now });
  expect(text.find((line) => line.includes('p90'))).not.toContain('p99');
  expect(text.join('\n')).toContain('p99: known of no cell');
});

test('a percentile that one session lacks is not known of the cell: the fast sessions do not speak for the slow', () => {
  const cell = runCell({ model: 'cnn' }, { sessions: 2, accuracy: false });
  const records = [1000, 100].map((count, at) =>
    session(cell, at + 1, succeeded, { metrics: sessionMetrics(1e6 * (at + 1), count) }),
  );
  const [shown] = showOf({ runSet: theRun, plan: planOf([cell]), records, retired: [], artifacts: [] }).cells;
  expect(shown?.numbers?.latency.p99Ns).toEqual({ value: null, unknownBecause: 'fewer than 662 samples' });
  expect(shown?.numbers?.latency.p90Ns.value).not.toBeNull();
});

test('what stood in the way of numbers is said below them, once for all cells of which it is true', () => {
  const slow = { kind: 'usb', device: 'stick', madeFor: 3, host: 'pi', has: 2 } as const;
  const cells = ['cnn', 'mlp', 'net'].map((model) => {
    const cell = runCell({ model }, { sessions: 1, accuracy: false });
    const cautions = model === 'net' ? {} : { cautions: [slow] };
    return { ...cell, measurement: { ...cell.measurement, ...cautions } };
  });
  const records = cells.map((cell) => session(cell, 1, succeeded, { metrics: sessionMetrics(1e6, 1000) }));
  const view = showOf({ runSet: theRun, plan: planOf(cells), records, retired: [], artifacts: [] });
  expect(schemaErrors('show', view)).toEqual([]);
  expect(view.cells.map(({ cautions }) => cautions.length)).toEqual([1, 1, 0]);
  const said = showText(view, { width: 1000, now }).filter((line) => line.startsWith('Caution'));
  expect(said).toEqual([
    'Caution, 2 cells: stick is made for USB 3 and gets USB 2 at pi: its latency has more of the way there and back in it.',
  ]);
});

test('what a compiler left elsewhere is a caution below the table and beside the latency, after a hit too', () => {
  const run = compiled({ operators: 88, mapped_operators: 71, off_chip_bytes: 524_544 });
  const words = 'edgetpu-compiler: 71 of 88 operators mapped, 524,544 bytes off chip';
  const view = showOf(run);
  expect(schemaErrors('show', view)).toEqual([]);
  expect(view.cells[0]).toMatchObject({ cautions: [words], converted: [{ caution: true, facts: { operators: 88 } }] });
  expect(showText(view, { width: 200, now })).toContain(`Caution, 1 cell: ${words}.`);
  const page = cellPageOf({ ...run, cell: run.cell, environments: [], superseded: [] });
  expect(schemaErrors('show', page)).toEqual([]);
  const lines = cellPageText(page, { width: 200, now });
  expect(lines.indexOf(`caution          ${words}`)).toBe(lines.findIndex((line) => line.startsWith('latency')) + 1);
  const explained = explainOf({ ...run, earlier: null });
  expect(schemaErrors('explain', explained)).toEqual([]);
  expect(explainText(explained, { width: 200, now })).toContain(`      caution: ${words}`);
});

test('a model that is wholly on its device is no caution, and said', () => {
  const run = compiled({ operators: 10, mapped_operators: 10, off_chip_bytes: 0 });
  const view = showOf(run);
  expect(view.cells[0]?.cautions).toEqual([]);
  const words = 'edgetpu-compiler: 10 of 10 operators mapped';
  expect(showText(view, { width: 200, now })).toContain(`Converted, 1 cell: ${words}.`);
  const page = cellPageOf({ ...run, cell: run.cell, environments: [], superseded: [] });
  expect(cellPageText(page, { width: 200, now })).toContain(`converted        ${words}`);
});

/** One cell whose model a cached conversion made. */
function compiled(facts: LogReading['facts']) {
  const artifact = digestOf('key') as ArtifactKey;
  const made = { digest: digestOf('made'), bytes: bytes(9) };
  const compile = step('compile', { reads: 'edgetpu-compiler', cache: { kind: 'hit', artifact, ...made } });
  const cell = runCell({ model: 'cnn' }, { sessions: 1, accuracy: false, steps: [compile.key] });
  const said: LogReading = { tool: 'edgetpu-compiler', revision: 1, kind: 'complete', facts, warnings: [] };
  const record = { key: artifact, step: compile.key, made: { kind: 'bytes' as const, ...made } };
  return {
    runSet: theRun,
    plan: planOf([cell], [compile]),
    cell,
    records: [session(cell, 1, succeeded, { metrics: sessionMetrics(1e6, 1000) })],
    retired: [],
    artifacts: [{ ...record, madeBy: attemptId('earlier'), said }],
  };
}

test('an experiment in which nothing could run still reads well', () => {
  const cells = [settledCell({ model: 'cnn' }, 'unavailable', failure('source/missing', { path: 'models/cnn.onnx' }))];
  const text = showText(showOf({ runSet: theRun, plan: planOf(cells), records: [], retired: [], artifacts: [] }), {
    width: 80,
    now,
  });
  expect(text.slice(3, 5)).toEqual(['', '1 cell unavailable: source models/cnn.onnx is not there']);
});

describe('one cell', () => {
  const page = (slug: string) => {
    const cell = run.plan.cells.find((planned) => planned.slug === slug);
    if (!cell) throw new Error(`no ${slug}`);
    return cellPageOf({ ...run, cell, environments, superseded: [] });
  };

  test('is what its schema says, for every state', () => {
    for (const cell of run.plan.cells)
      expect(schemaErrors('show', cellPageOf({ ...run, cell, environments, superseded: [] }))).toEqual([]);
  });

  test('lists conversions, sessions, files and environment', () => {
    const text = cellPageText(page('local/digits-cnn/onnxruntime/fp32'), { width: 100, now }).join('\n');
    expect(text).toContain('measured 3 of 3');
    expect(text).toMatch(/conversion optimise +1 +local +13:30:20 +succeeded/);
    expect(text).toMatch(/session 2 +1 +local +13:30:20 +succeeded +1\.84 ms/);
    expect(text).toContain('293 of 300 (97.7 %), 95 % interval 95.3 % to 98.9 %');
    expect(text).toContain('governor: unknown');
  });

  test('says why it has no numbers, once', () => {
    const text = cellPageText(page('local/digits-cnn/onnxruntime-web/fp16'), { width: 1000, now }).join('\n');
    expect(text.match(/Could not find an implementation/g)).toHaveLength(1);
  });
});

test('nothing that a board said reaches the text as a control sequence', () => {
  const harmless = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.integer({ min: 40, max: 200 }), (said, width) => {
      const cell = runCell({ model: said === '' ? 'm' : said });
      const records = [
        session(cell, 1, unsupported('toolchain/refused', { said: `\u001b[2J${said}`, operator: said })),
      ];
      const hostile = { runSet: theRun, plan: planOf([cell]), records, retired: [], artifacts: [] };
      const lines = [
        ...showText(showOf(hostile), { width, now }),
        ...cellPageText(cellPageOf({ ...hostile, cell, superseded: [], environments: [] }), { width, now }),
      ];
      for (const line of lines) expect(line).toMatch(harmless);
    }),
    { numRuns: 60 },
  );
});
