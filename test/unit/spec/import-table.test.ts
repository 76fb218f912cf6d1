/** Tables and their mappings: what is understood, and what is refused at which place. */
import { describe, expect, test } from 'vitest';
import type { ImportedTable, ImportMapping } from '#domain/imported.js';
import { readImportMapping } from '#spec/import-mapping.js';
import { readTable } from '#spec/import-table.js';

const head = `schema: 1
name: theirs
source: { title: A study, by: Somebody }
`;
const columns = `columns:
  device: { axis: device }
  model: { axis: model }
  framework: { axis: framework }
  precision: { axis: precision, empty: unknown }
  ms: { metric: latency, unit: ms, statistic: mean }
  top1: { metric: top-1, unit: percent, statistic: share, scope: data }
  status: { status: { ok: reported, no: unsupported } }
`;
const header = 'device,model,framework,precision,ms,top1,status';

function mapping(text: string): ImportMapping {
  const read = readImportMapping({ name: 'map.yaml', text });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function table(csv: string, rest = ''): ImportedTable {
  const read = readTable({ name: 'table.csv', text: csv }, mapping(head + columns + rest));
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** Code and place of everything that is wrong. */
function wrong(csv: string, rest = ''): readonly string[] {
  const read = readTable({ name: 'table.csv', text: csv }, mapping(head + columns + rest));
  return read.ok
    ? []
    : read.error.map(({ code, file, span }) => `${code} ${file}:${span?.line ?? 0}:${span?.column ?? 0}`);
}

function wrongMapping(text: string): readonly string[] {
  const read = readImportMapping({ name: 'map.yaml', text });
  return read.ok ? [] : read.error.map(({ code, span }) => `${code} ${span?.line ?? 0}:${span?.column ?? 0}`);
}

describe('a table', () => {
  test('gives levels, figures in our units, and the words that stand there', () => {
    const { cells } = table(`${header}\npi,m,tflite,int8,2.67,64.30,ok\n`);
    expect(cells).toHaveLength(1);
    expect(cells[0]).toMatchObject({
      slug: 'pi/m/tflite/int8',
      state: 'reported',
      line: 2,
      // 2.67 * 1e6 is 2669999.9999999995 or so: the power of ten is moved in the text.
      metrics: [
        { name: 'latency', statistic: 'mean', unit: 'ns', value: 2_670_000, source: 'reported', column: 'ms' },
        { name: 'top-1', unit: 'ratio', scope: 'data', value: 0.643, column: 'top1' },
      ],
      written: {
        device: 'pi',
        model: 'm',
        framework: 'tflite',
        precision: 'int8',
        ms: '2.67',
        top1: '64.30',
        status: 'ok',
      },
    });
  });

  test('an empty figure is unknown and no metric; an empty level is what the mapping says', () => {
    const { cells } = table(`${header}\npi,m,tflite,,,,ok\n`);
    expect(cells[0]?.metrics).toEqual([]);
    expect(cells[0]?.levels).toMatchObject({ precision: 'unknown' });
    expect(cells[0]?.written).not.toHaveProperty('ms');
  });

  test("an unsupported row is kept, with the source's word and the figures that it has", () => {
    const { cells } = table(`${header}\npi,m,tflite,int8,,40,no\n`);
    expect(cells[0]).toMatchObject({ state: 'unsupported', reason: 'no', metrics: [{ name: 'top-1', value: 0.4 }] });
  });

  test('a byte-order mark, CRLF, quotes and empty lines change nothing', () => {
    const plain = table(`${header}\npi,m,tflite,int8,1.5,,ok\n`);
    const odd = table(`\uFEFF${header}\r\n\r\n"pi","m",tflite,int8,"1.5",,ok`);
    expect(odd.cells.map(({ line: _, ...cell }) => cell)).toEqual(plain.cells.map(({ line: _, ...cell }) => cell));
  });

  test.each([
    ['text among figures', `${header}\npi,m,tflite,int8,fast,,ok\n`, ['import/not-a-number table.csv:2:18']],
    ['a decimal comma', `${header}\npi,m,tflite,int8,"2,67",,ok\n`, ['import/not-a-number table.csv:2:18']],
    ['a unit behind the figure', `${header}\npi,m,tflite,int8,3ms,,ok\n`, ['import/not-a-number table.csv:2:18']],
    ['NaN', `${header}\npi,m,tflite,int8,NaN,,ok\n`, ['import/not-a-number table.csv:2:18']],
    ['a time of 0', `${header}\npi,m,tflite,int8,0,,ok\n`, ['import/out-of-range table.csv:2:18']],
    ['more than everything', `${header}\npi,m,tflite,int8,1,101,ok\n`, ['import/out-of-range table.csv:2:20']],
    ['more than a number holds', `${header}\npi,m,tflite,int8,1e400,,ok\n`, ['import/out-of-range table.csv:2:18']],
    ['a row cut short', `${header}\npi,m,tflite,int8,1\n`, ['import/ragged table.csv:2:1']],
    ['a row too long', `${header}\npi,m,tflite,int8,1,,ok,\n`, ['import/ragged table.csv:2:1']],
    ['one cell twice', `${header}\npi,m,t,int8,1,,ok\npi,m,t,int8,2,,ok\n`, ['import/duplicate-cell table.csv:3:1']],
    ['a column nobody explains', `${header},extra\npi,m,t,int8,1,,ok,x\n`, ['import/unknown-column table.csv:1:49']],
    [
      'a column that is missing',
      'device,model,framework,precision,ms,top1\npi,m,t,int8,1,\n',
      ['import/missing-column table.csv:1:1'],
    ],
    ['a column twice', `${header},ms\npi,m,t,int8,1,,ok,2\n`, ['import/repeated-column table.csv:1:49']],
    ['a column without a name', `${header},\npi,m,t,int8,1,,ok,2\n`, ['import/unnamed-column table.csv:1:49']],
    ['semicolons', `${header.replaceAll(',', ';')}\npi;m;t;int8;1;;ok\n`, ['import/separator table.csv:1:1']],
    ['a quote without an end', `${header}\n"pi,m,t,int8,1,,ok\n`, ['import/quote table.csv:2:1']],
    ['text behind a quote', `${header}\n"pi"x,m,t,int8,1,,ok\n`, ['import/quote table.csv:2:1']],
    ['no level', `${header}\npi,,t,int8,1,,ok\n`, ['import/no-level table.csv:2:4']],
    ['words that are no level', `${header}\na pi,m,t,int8,1,,ok\n`, ['import/not-a-level table.csv:2:1']],
    ['a strange status', `${header}\npi,m,t,int8,1,,maybe\n`, ['import/unknown-status table.csv:2:16']],
    ['nothing', '', ['import/empty table.csv:0:0']],
    ['no rows', `${header}\n`, ['import/empty table.csv:0:0']],
    ['what is not seen', `${header}\np\u0007i,m,t,int8,1,,ok\n`, ['spec/control-character table.csv:2:2']],
  ])('%s is refused where it stands', (_, csv, expected) => {
    expect(wrong(csv)).toEqual(expected);
  });

  test('everything that is wrong is told at once', () => {
    expect(wrong(`${header}\npi,,t,int8,x,,ok\npi,m\n`)).toEqual([
      'import/no-level table.csv:2:4',
      'import/not-a-number table.csv:2:12',
      'import/ragged table.csv:3:1',
    ]);
  });
});

describe('a mapping', () => {
  test("gives the table's words other names", () => {
    const { cells } = table(
      `${header}\npi,m,tf-tensorrt,fp16,1,,ok\n`,
      'aliases: { framework: { tf-tensorrt: tf-trt } }\n',
    );
    expect(cells[0]).toMatchObject({ slug: 'pi/m/tf-trt/fp16', written: { framework: 'tf-tensorrt' } });
  });

  test('names the device that a figure was measured on, unless it is that of the cell', () => {
    const rest = 'rows: [{ match: { model: "eff*" }, measured_on: { top1: pc }, caveat: not on the stick }]\n';
    const { cells } = table(
      `${header}\nstick,eff-b0,t,fp16,,41,no\npc,eff-b0,t,fp16,2,41,ok\nstick,other,t,fp16,1,40,ok\n`,
      rest,
    );
    expect(cells.map(({ metrics }) => metrics.map(({ measuredOn }) => measuredOn ?? null))).toEqual([
      ['pc'],
      [null, null],
      [null, null],
    ]);
    expect(cells.map(({ caveats }) => caveats)).toEqual([['not on the stick'], ['not on the stick'], []]);
  });

  test('splits a row that a rule says to hold two cells', () => {
    const rest = 'rows: [{ match: { framework: both }, cells: [{ framework: one }, { framework: other }] }]\n';
    const { cells } = table(`${header}\npi,m,both,fp16,1,,ok\n`, rest);
    expect(cells.map(({ slug }) => slug)).toEqual(['pi/m/one/fp16', 'pi/m/other/fp16']);
  });

  test('splits every row by its columns, and not where the columns of a cell are empty', () => {
    const text = `${head}columns:
  device: { axis: device }
  ms: { metric: latency, unit: ms, statistic: unstated }
  ms_streams: { axis: streams }
  fps: { metric: throughput, unit: per-second, statistic: unstated }
  fps_streams: { axis: streams }
constants: { model: m, framework: f, precision: unknown }
cells: [[ms, ms_streams], [fps, fps_streams]]
`;
    const csv = 'device,ms,ms_streams,fps,fps_streams\na,1,2,90,3\nb,1,1,80,1\nc,1,1,,\n';
    const read = readTable({ name: 'table.csv', text: csv }, mapping(text));
    const cells = read.ok ? read.value.cells : [];
    expect(
      cells.map(({ levels, metrics }) => [levels['device'], levels['streams'], ...metrics.map(({ name }) => name)]),
    ).toEqual([
      ['a', '2', 'latency'],
      ['a', '3', 'throughput'],
      // One number of streams gave both: one cell.
      ['b', '1', 'latency', 'throughput'],
      ['c', '1', 'latency'],
    ]);
  });

  test('a rule that fits no row is a slip, told in the mapping', () => {
    expect(wrong(`${header}\npi,m,t,int8,1,,ok\n`, 'rows: [{ match: { device: po }, caveat: x }]\n')).toEqual([
      'import/rule-unused map.yaml:12:8',
    ]);
  });

  test.each([
    ['an unknown key', `${head}${columns}colums: {}\n`, ['spec/unknown-key 12:1']],
    [
      'a column of two kinds',
      `${head}columns: { a: { axis: device, fact: x } }\nconstants: { model: m, framework: f, precision: p, device: d }\n`,
      ['spec/one-of 4:12'],
    ],
    ['a metric without unit', `${head}${columns.replace('unit: ms, ', '')}`, ['spec/missing-key 9:17']],
    ['an unknown unit', `${head}${columns.replace('unit: ms', 'unit: minutes')}`, ['spec/bad-value 9:32']],
    [
      'a key of another kind',
      `${head}${columns.replace('{ axis: device }', '{ axis: device, unit: ms }')}`,
      ['spec/unknown-key 5:27'],
    ],
    ['no model anywhere', `${head}${columns.replace('  model: { axis: model }\n', '')}`, ['import/missing-axis 4:1']],
    ['an axis twice', `${head}${columns}constants: { device: pi }\n`, ['import/two-columns 5:3']],
    ['a rule about no column', `${head}${columns}rows: [{ match: { devise: pi } }]\n`, ['spec/unknown-name 12:19']],
    [
      'measured_on of a level',
      `${head}${columns}rows: [{ match: { device: pi }, measured_on: { model: pc } }]\n`,
      ['spec/unknown-name 12:48'],
    ],
  ])('%s is refused where it stands', (_, text, expected) => {
    expect(wrongMapping(text)).toEqual(expected);
  });
});
