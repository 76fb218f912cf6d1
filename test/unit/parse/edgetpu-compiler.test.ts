/** Specimens are put together after the compiler's page and what its maintainers answered; none was printed here. */
import { describe, expect, it } from 'vitest';
import { parseEdgetpuCompiler } from '#parse/edgetpu-compiler.js';
import { complete, figuresOf, specimen } from '#test/specimens/specimens.js';

const printed = (name: string): string => specimen('edgetpu-compiler', name);
const changed = (name: string, from: string | RegExp, to: string) =>
  parseEdgetpuCompiler(printed(name).replace(from, to));

describe('what edgetpu_compiler says of a model that it compiled', () => {
  it('has the sizes, the memory and the operators', () => {
    const reading = complete(parseEdgetpuCompiler(printed('v16-partial.txt')));
    expect(figuresOf(reading)).toEqual({
      'compile-time value conversion': 1_264_000_000,
      'size value source': 4_362_076,
      'size value model': 5_263_852,
      'on-chip-memory used model': 3_670_016,
      'on-chip-memory remaining model': 2816,
      'off-chip-memory used model': 524_544,
      'subgraphs value model': 1,
      'operators total model': 88,
      'operators mapped model': 71,
      'operators unmapped model': 17,
    });
    expect(reading.facts).toEqual({
      input: 'detector_int8.tflite',
      output: 'detector_int8_edgetpu.tflite',
      operators: 88,
      mapped_operators: 71,
      mapped_share: 71 / 88,
      subgraphs: 1,
      off_chip_bytes: 524_544,
    });
  });

  it('keeps an operator once for each of its statuses', () => {
    const { rows } = complete(parseEdgetpuCompiler(printed('v16-partial.txt')));
    expect(rows[0]?.rows).toHaveLength(10);
    expect(rows[0]?.rows.slice(0, 2)).toEqual([
      ['CONV_2D', 40, 'Mapped to Edge TPU'],
      ['CONV_2D', 4, 'More than one subgraph is not supported'],
    ]);
  });

  it.each([
    // Nothing is said of the processor: all of them are mapped, and that its last lines are there proves it.
    ['v16-whole.txt', '16.0.384591198', 66, 66],
    ['v2.txt', '2.1.302470888', 93, 83],
    // Only the table says which are not; one of the tries before it failed.
    ['v16-searched.txt', '16.0.384591198', 246, 234],
  ])('of %s', (name, version, operators, mapped) => {
    const reading = parseEdgetpuCompiler(printed(name));
    expect(reading).toMatchObject({ version, facts: { operators, mapped_operators: mapped } });
    expect(reading.kind).toBe('complete');
  });

  it('cautions where operators stay on the processor', () => {
    expect(parseEdgetpuCompiler(printed('v16-partial.txt')).warnings).toHaveLength(1);
    expect(parseEdgetpuCompiler(printed('v16-whole.txt')).warnings).toEqual([]);
  });
});

describe('what is no compiled model', () => {
  it.each([
    ['not-quantized.txt', 'Invalid model: resnet_fp32.tflite Model not quantized'],
    ['internal-error.txt', 'Internal compiler error. Aborting!'],
  ])('of %s', (name, said) => {
    expect(parseEdgetpuCompiler(printed(name))).toMatchObject({ kind: 'incomplete', said, figures: [] });
  });

  it('is a log of operators alone, which has no line of success', () => {
    const reading = parseEdgetpuCompiler(printed('operations.log'));
    expect(reading).toMatchObject({
      kind: 'incomplete',
      missing: ['compile-time', 'operators'],
    });
  });

  it('is one whose child failed after the line of success', () => {
    const reading = changed('v16-whole.txt', 'Compilation succeeded!', 'Compilation failed!');
    expect(reading).toMatchObject({ kind: 'incomplete', missing: ['success'] });
  });

  it('is not all mapped only because the rest was cut off', () => {
    const cut = printed('v2.txt').slice(0, printed('v2.txt').indexOf('\nModel successfully'));
    expect(parseEdgetpuCompiler(cut)).toMatchObject({ kind: 'incomplete' });
    // The lines of the other stream first, as a file of both may have them: they end nothing.
    const child = /Compilation child process.*\nCompilation succeeded! \n/;
    const text = printed('v16-partial.txt');
    const early = text.replace(child, '').replace('\nModel compiled', `${child.exec(text)?.[0]}\nModel compiled`);
    expect(parseEdgetpuCompiler(early)).toMatchObject({ kind: 'complete', facts: { mapped_operators: 71 } });
    const cutEarly = early.slice(0, early.indexOf('Operation log'));
    expect(parseEdgetpuCompiler(cutEarly)).toMatchObject({ kind: 'incomplete', missing: ['mapped-operators'] });
    const table = changed('v16-searched.txt', /^RESHAPE.*\n/m, '');
    expect(table).toMatchObject({ kind: 'incomplete' });
  });

  it.each([
    ['1264 ms', '1,264 ms', 4, 'comma-in-number'],
    ['512.25KiB', '512.25XB', 12, 'unknown-unit'],
    ['operations: 88', 'operations: many', 14, 'not-a-number'],
    ['run on CPU: 17', 'run on CPU: 18', 19, 'out-of-order'],
    ['CONV_2D                        40', 'CONV_2D                        4O', 23, 'not-a-number'],
    ['Model compiled', 'Models compiled', 4, 'too-many'],
  ])('has a place: %s as %s', (from, to, line, problem) => {
    expect(changed('v16-partial.txt', from, to)).toMatchObject({ kind: 'unreadable', line, problem });
  });
});
