/** The tables that ship are understood whole: every value that stands in them is a level, a figure, a fact or a status. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ImportedTable } from '#domain/imported.js';
import { readImportMapping } from '#spec/import-mapping.js';
import { readTable } from '#spec/import-table.js';

const folder = new URL('../../../experiments/published/', import.meta.url);
const tables = readdirSync(folder).filter((name) => name.endsWith('.csv'));

function textOf(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

function published(csv: string): ImportedTable {
  const yaml = csv.replace(/csv$/, 'yaml');
  const mapping = readImportMapping({ name: yaml, text: textOf(yaml) });
  const table = mapping.ok ? readTable({ name: csv, text: textOf(csv) }, mapping.value) : mapping;
  if (!table.ok) throw new Error(JSON.stringify(table.error));
  return table.value;
}

test('seven tables ship, each with a mapping and a row in the README', () => {
  expect(tables).toHaveLength(7);
  for (const csv of tables) {
    expect(existsSync(new URL(csv.replace(/csv$/, 'yaml'), folder))).toBe(true);
    expect(textOf('README.md')).toContain(`| \`${csv.replace(/\.csv$/, '')}\` |`);
  }
});

/** No shipped table has a quote: splitting at commas is what anybody would do, and is not our reader. */
function fieldsOf(csv: string): readonly (readonly [number, string, string])[] {
  const [header = '', ...rows] = textOf(csv).trimEnd().split('\n');
  const names = header.split(',');
  return rows.flatMap((row, at) => row.split(',').map((text, column) => [at + 2, names[column] ?? '', text] as const));
}

test.each(tables)('%s: every non-empty field is found again in the cells of its line, and nothing else', (csv) => {
  const { cells } = published(csv);
  const expected = fieldsOf(csv).filter(([, , text]) => text !== '');
  expect(expected.length).toBeGreaterThan(10);
  const found = cells.flatMap(({ line, written }) =>
    Object.entries(written).map(([column, text]) => [line, column, text] as const),
  );
  const unique = (all: readonly (readonly [number, string, string])[]): readonly string[] =>
    [...new Set(all.map((one) => JSON.stringify(one)))].sort();
  expect(unique(found)).toEqual(unique(expected));
});

test.each(tables)('%s: a figure is what stands there, in the unit of its kind', (csv) => {
  const { cells, mapping } = published(csv);
  const figures = cells.flatMap(({ metrics, written }) =>
    metrics.map((metric) => ({ metric, text: written[metric.column] })),
  );
  expect(figures.length).toBeGreaterThan(3);
  const perUnit: Readonly<Record<string, number>> = { ms: 1e6, percent: 0.01 };
  for (const { metric, text } of figures) {
    const use = mapping.columns.get(metric.column);
    const factor = perUnit[use?.kind === 'metric' ? use.unit : ''] ?? 1;
    expect(metric.value / (Number(text) * factor)).toBeCloseTo(1, 12);
  }
});

test('what the mappings decide', () => {
  const slugs = (csv: string): readonly string[] => published(csv).cells.map(({ slug }) => slug);
  // TF-TRT of the same model has a row of its own with other accuracy.
  expect(slugs('tryolabs-2019.csv')).toContain('jetson-nano/resnet-50/pytorch-tensorrt/unknown');
  expect(slugs('tryolabs-2019.csv')).toContain('jetson-nano/resnet-50/tf-trt/unknown');
  expect(slugs('tryolabs-2019.csv')).toHaveLength(21);
  expect(slugs('hkbu-2020-latency-accuracy.csv')).toHaveLength(48);
  // Fifteen rows, each with one cell for the least latency and one for the greatest throughput.
  expect(slugs('hkbu-2020-openvino-streams.csv')).toHaveLength(30);
  expect(slugs('hkbu-2020-openvino-streams.csv')).toContain('ncs2/inception-v1/openvino-myriad/unknown/streams=2');
  expect(slugs('hailo-2021-efficiency.csv')).toContain('jetson-agx-xavier/resnet-50/unknown/int8');
});

test('unsupported rows are kept, and the accuracies of the EfficientNets of the NCS2 are those of a PC', () => {
  const { cells } = published('hkbu-2020-latency-accuracy.csv');
  const unsupported = cells.filter(({ state }) => state === 'unsupported');
  expect(unsupported).toHaveLength(6);
  expect(unsupported.map(({ reason }) => reason)).toEqual(Array.from({ length: 6 }, () => 'unsupported'));
  const elsewhere = cells.filter(({ metrics }) => metrics.some(({ measuredOn }) => measuredOn !== undefined));
  expect(elsewhere.map(({ slug }) => slug)).toEqual(
    ['b0', 'b3', 'b5'].map((size) => `ncs2/efficientnet-${size}/openvino-2020/fp16`),
  );
  expect(elsewhere[0]?.metrics).toMatchObject([
    { name: 'top-1', value: 0.4188, measuredOn: 'x86-cpu' },
    { name: 'top-5', value: 0.6691, measuredOn: 'x86-cpu' },
  ]);
});
