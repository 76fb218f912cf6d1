import { describe, expect, it } from 'vitest';
import type { ToolRows } from '#parse/tool-reading.js';
import { toolReaders } from '#parse/tools.js';
import { parseTrtexec } from '#parse/trtexec.js';
import { parseTrtexecTimes } from '#parse/trtexec-times.js';
import { complete, figuresOf, specimen } from '#test/specimens/specimens.js';

const left = (name: string): string => specimen('trtexec-times', `${name}.txt`);

function table(text: string, warmUpNs?: number): ToolRows {
  const [rows] = complete(parseTrtexecTimes(text, warmUpNs)).rows;
  return rows ?? expect.unreachable();
}

function column({ columns, rows }: ToolRows, name: string): readonly unknown[] {
  const at = columns.findIndex((each) => each.name === name);
  return rows.map((row) => row[at]);
}

describe('the times that trtexec exports', () => {
  it('are a row an inference, in nanoseconds', () => {
    expect(column(table(left('10.2')), 'latency')).toEqual([1_185_060, 1_186_040, 1_184_570]);
    expect(column(table(left('10.2')), 'start_compute')).toEqual([200_173_000, 201_393_000, 202_612_000]);
    expect(table(left('10.2')).columns).toContainEqual({ name: 'd2h', unit: 'ns' });
  });

  it('are of the warm-up where they began before its end, in files of any version', () => {
    expect(column(table(left('8.2')), 'phase')).toEqual(['warm-up', 'warm-up', 'steady', 'steady']);
    expect(figuresOf(complete(parseTrtexecTimes(left('8.2'))))).toEqual({
      'inferences value process': 2,
      'warm-up-inferences value process': 2,
    });
    expect(column(table(left('10.2')), 'phase')).toEqual(['steady', 'steady', 'steady']);
    // It was asked for none.
    expect(column(table(left('8.2'), 0), 'phase')).toEqual(['steady', 'steady', 'steady', 'steady']);
  });

  it('have other names in TensorRT 7.0', () => {
    expect(column(table(left('7.0')), 'h2d')).toEqual([101_000, 101_000, 101_000]);
    expect(column(table(left('7.0')), 'end_to_end')).toEqual([4_242_000, 4_240_000, 4_233_000]);
    expect(table(left('7.0')).columns.map(({ name }) => name)).not.toContain('start_enqueue');
  });

  it('are known to the reader of the log', () => {
    expect(parseTrtexec(left('10.2'))).toEqual(parseTrtexecTimes(left('10.2')));
  });

  it('keep the rows before a cut, and are incomplete', () => {
    const text = left('10.2');
    const reading = parseTrtexecTimes(text.slice(0, text.lastIndexOf('"computeMs"') + 20));
    expect(reading).toMatchObject({ kind: 'incomplete', missing: ['end-of-the-list'] });
    if (reading.kind === 'incomplete') expect(reading.rows[0]?.rows).toHaveLength(2);
    expect(parseTrtexecTimes('[\n]\n')).toMatchObject({ kind: 'incomplete', missing: ['inferences'] });
    // Through the list of readers too: by the usual warm-up of 200 ms, one row of 10 ms would be none that counts.
    const short = '[{ "startH2dMs": 10, "endH2dMs": 10, "startComputeMs": 10, "computeMs": 1, "latencyMs": 1 }]';
    const { parse } = toolReaders['trtexec-times'];
    expect(parse(short)).toMatchObject({ kind: 'incomplete', missing: ['inferences'] });
    expect(parse(short, 5e6)).toMatchObject({ kind: 'complete', facts: { warm_up_ms: 5 } });
    expect(parseTrtexecTimes(left('8.2'), 10e9)).toMatchObject({ kind: 'incomplete', missing: ['inferences'] });
  });

  it.each([
    ['a comma in a number', '1.14355', '1,14355', { line: 3, problem: 'wrong-form' }],
    ['no number', '1.14355', 'nan', { figure: 'compute-of-row-2', problem: 'not-a-number' }],
    ['a negative time', '1.14355', '-1.14355', { figure: 'compute-of-row-2', problem: 'negative' }],
    ['a name that is missing', '"latencyMs" : 1.18604', '"other" : 1.18604', { problem: 'not-a-number' }],
    ['something after its end', ']\n', ']\nPASSED\n', { line: 6, column: 1, problem: 'wrong-form' }],
    ['no list', '[\n', '{\n', { line: 1, column: 1, problem: 'wrong-form' }],
  ])('cannot be read with %s', (_, was, is, expected) => {
    expect(parseTrtexecTimes(left('10.2').replace(was, is))).toMatchObject({ kind: 'unreadable', ...expected });
  });
});
