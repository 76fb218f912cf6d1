import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AttemptRecord } from '#domain/record.js';
import type { CellNumbers } from '#report/cell-numbers.js';
import type { RunRecords } from '#report/cell-view.js';
import { csvLines } from '#report/csv.js';
import { type ExportSource, exportCells, exportHead, exportSessions } from '#report/export.js';
import { cellsAsCsv, sessionsAsCsv } from '#report/export-csv.js';
import { exportAsJson } from '#report/export-json.js';
import { showOf } from '#report/show.js';
import { failed, session } from '#test/report/attempts.js';
import { parseCsv, recordsOf } from '#test/report/csv.js';
import { planOf, runCell } from '#test/report/plans.js';
import { quickstart } from '#test/report/quickstart.js';
import { schemaErrors } from '#test/report/schemas.js';

function sourceOf(run: RunRecords): ExportSource {
  return {
    ...run,
    conversions: run.records.filter(({ work }) => work.kind === 'conversion'),
    recordsOf: (key) => run.records.filter(({ work }) => work.kind !== 'conversion' && work.cell === key),
  };
}

const run = quickstart();
const source = sourceOf(run);
const head = exportHead(source);
const show = showOf(run);
const text = (lines: Iterable<string>): string => [...lines].join('');
const cells = recordsOf(text(cellsAsCsv(head, exportCells(source))));
const sessions = recordsOf(text(sessionsAsCsv(head, () => exportSessions(source))));

/** As it must stand in a field: the shortest text of the double, or nothing. */
const field = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(value);

const fieldsOf = ({ latency, accuracy, ...numbers }: CellNumbers): Readonly<Record<string, string>> => ({
  latency_median_ns: field(latency.medianNs),
  latency_low_ns: field(latency.interval?.lowNs),
  latency_p99_ns: field(latency.p99Ns.value),
  throughput_per_second: field(numbers.throughputPerSecond.value),
  model_bytes: field(numbers.modelBytes.value),
  peak_rss_bytes: field(numbers.peakRssBytes.value),
  top_1_hits: field(accuracy[0]?.hits),
  top_5_low: field(accuracy[1]?.low),
});

test('a line for each cell, with the numbers that show has, unrounded', () => {
  expect(cells).toHaveLength(show.cells.length);
  for (const [at, cell] of show.cells.entries()) {
    const numbers = cell.numbers;
    expect(cells[at]).toMatchObject({
      run_set: run.runSet.id,
      cell: cell.slug,
      cell_key: cell.key,
      ...cell.levels,
      state: cell.state,
      reason_code: cell.reason?.code ?? '',
      sessions_accepted: String(cell.sessions.accepted),
      ...(numbers ? fieldsOf(numbers) : { latency_median_ns: '', top_1_hits: '' }),
    });
  }
  expect(cells.some(({ state, latency_median_ns }) => state === 'unsupported' && latency_median_ns === '')).toBe(true);
});

test('a line for each attempt at a cell, with every metric under its unit', () => {
  const measured = run.records.filter(({ work }) => work.kind !== 'conversion');
  expect(sessions).toHaveLength(measured.length);
  const byId = new Map(sessions.map((row) => [row['attempt'], row]));
  for (const { id, metrics, outcome } of measured) {
    const value = (name: string, statistic: string): string =>
      field(metrics.find((one) => one.name === name && one.statistic === statistic)?.value);
    expect(byId.get(id)).toMatchObject({
      outcome: outcome?.kind,
      latency_median_ns: value('latency', 'median'),
      load_time_ns: value('load-time', 'value'),
      memory_peak_bytes: value('memory', 'peak'),
      top_1_count: value('top-1', 'count'),
    });
  }
  expect(sessions.filter(({ counted }) => counted === 'true').length).toBeGreaterThan(0);
  const invalid = sessions.find(({ outcome }) => outcome === 'invalid');
  expect(invalid).toMatchObject({ counted: 'false', reason_code: 'execution/arithmetic' });
});

test('JSON: one object, by its schema, with the same cells as show and the same sessions', () => {
  const json: { cells: { fingerprint: string | null }[]; sessions: unknown[] } = JSON.parse(
    text(exportAsJson(head, exportCells(source), exportSessions(source))),
  );
  expect(schemaErrors('export', json)).toEqual([]);
  expect(json.cells.map(({ fingerprint: _, ...cell }) => cell)).toEqual(JSON.parse(JSON.stringify(show.cells)));
  expect(json.sessions).toHaveLength(sessions.length);
  const nothing = sourceOf({ ...run, plan: planOf([]), records: [] });
  const empty: unknown = JSON.parse(text(exportAsJson(exportHead(nothing), [], [])));
  expect(schemaErrors('export', empty)).toEqual([]);
});

test('rows are made one at a time: a million cells need no more memory than one', () => {
  let asked = 0;
  const counting: ExportSource = {
    ...source,
    recordsOf: (key) => {
      asked += 1;
      return source.recordsOf(key);
    },
  };
  const lines = cellsAsCsv(head, exportCells(counting));
  lines.next();
  expect(asked).toBe(0);
  lines.next();
  expect(asked).toBe(1);
});

test('an axis that is called like a column is told apart, and metrics that differ in scope or source too', () => {
  const cell = runCell({ model: 'm', state: 'solid' });
  const one = { name: 'energy', statistic: 'mean', unit: 'ratio', value: 1 } as const;
  const metrics = [
    { ...one, scope: 'inference', source: 'computed', value: 1 },
    { ...one, scope: 'inference', source: 'reported', value: 2 },
  ] as const;
  const record = session(cell, 1, { kind: 'succeeded' }, { metrics });
  const odd = sourceOf({ ...run, plan: planOf([cell]), records: [record] });
  const oddHead = exportHead(odd);
  expect(recordsOf(text(cellsAsCsv(oddHead, exportCells(odd))))[0]).toMatchObject({
    axis_state: 'solid',
    state: 'partial',
  });
  expect(recordsOf(text(sessionsAsCsv(oddHead, () => exportSessions(odd))))[0]).toMatchObject({
    state: 'solid',
    energy_mean_inference_ratio_computed: '1',
    energy_mean_inference_ratio_reported: '2',
  });
});

describe('CSV', () => {
  const columns = [
    { name: 'a', of: ([a]: readonly string[]) => a ?? null },
    { name: 'b', of: ([, b]: readonly string[]) => b ?? null },
  ];
  const lines = (...rows: readonly (readonly string[])[]): string => text(csvLines(columns, rows));

  test('what a board said keeps its place, whatever is in it', () => {
    const printable = fc.array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(printable), (rows) => {
        const read = parseCsv(lines(...rows)).slice(1);
        const guarded = rows.map((row) => row.map((one) => (/^\s*[=+\-@]/.test(one) ? `'${one}` : one)));
        expect(read).toEqual(guarded);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  test('one record is one line: a line feed, a control sequence or a formula is made harmless', () => {
    expect(lines(['first\nsecond', '\u001b[31mred']).split('\n')).toHaveLength(3);
    expect(parseCsv(lines(['=1+1', ' @x'], ['-5', '+5'])).slice(1)).toEqual([
      ["'=1+1", "' @x"],
      ["'-5", "'+5"],
    ]);
  });

  test('numbers read back as the same doubles; unknown is empty', () => {
    const numbers = csvLines([{ name: 'n', of: (value: number | null) => value }], [0.1 + 0.2, 5e-324, -1.5, 0, null]);
    expect(parseCsv(text(numbers)).slice(1).flat()).toEqual(['0.30000000000000004', '5e-324', '-1.5', '0', '']);
  });
});

test('a failure is quoted on its line', () => {
  const cell = runCell({ model: 'm' });
  const record: AttemptRecord = session(cell, 1, failed('runner/error', { said: 'no "luck",\nsaid it', at: 'load' }));
  const odd = sourceOf({ ...run, plan: planOf([cell]), records: [record] });
  const [row] = recordsOf(text(sessionsAsCsv(exportHead(odd), () => exportSessions(odd))));
  expect(row).toMatchObject({ reason_code: 'runner/error', outcome: 'failed' });
  expect(row?.['reason']).toContain('no \\"luck\\", said it');
});
