import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Facts, type FailureCode, failure, failureCodes } from '#domain/failure.js';
import { describeFailure } from '#wording/failure.js';
import { describeDoubt, describeOutcome } from '#wording/outcome.js';

const harmless = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;
const say = (code: FailureCode, facts: Facts = {}): string => describeFailure(failure(code, facts)).headline;

describe('every failure', () => {
  test.each(failureCodes)('%s has words and a next step without any facts', (code) => {
    const { headline, hint } = describeFailure(failure(code));
    expect(headline.length).toBeGreaterThan(15);
    expect(hint.length).toBeGreaterThan(15);
    expect(headline + hint).not.toMatch(/undefined|null|\[object|NaN|\.$/);
    expect(headline.match(/\(/g)?.length).toBe(headline.match(/\)/g)?.length);
  });

  test('passes nothing on that a terminal would obey, and stays short', () => {
    const names = [
      'said',
      'board',
      'path',
      'at',
      'operator',
      'problem',
      'rule',
      'left',
      'right',
      'tool',
      'conversion',
      'note',
      'holder',
    ];
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 800 }),
      fc.constant('\u001b]0;x\u0007'),
      fc.integer(),
      fc.constant(null),
    );
    const facts = fc.dictionary(fc.constantFrom(...names), value);
    fc.assert(
      fc.property(fc.constantFrom(...failureCodes), facts, (code, some) => {
        const { headline, hint } = describeFailure(failure(code, some));
        expect(headline + hint).toMatch(harmless);
        expect(headline.length).toBeLessThan(8000);
      }),
    );
  });
});

test('a refusal is quoted, with where it was', () => {
  const said = "Could not find an implementation for Conv(11)\n node with name '/stem'";
  expect(say('toolchain/refused', { at: 'load', operator: 'Conv', said })).toBe(
    `the framework refused it at load (operator Conv): "Could not find an implementation for Conv(11) node with name '/stem'"`,
  );
});

test('of a long output the line that names the error is quoted', () => {
  const said = `${'at frame\n'.repeat(100)}RuntimeError: no kernel\n${'at frame\n'.repeat(100)}`;
  expect(say('runner/crashed', { exitCode: 1, signal: null, said })).toBe(
    'the runner ended with exit code 1: "RuntimeError: no kernel"',
  );
  expect(say('runner/crashed', { exitCode: null, signal: 9 })).toBe('the runner ended by signal 9');
});

test.each<[FailureCode, Facts, string]>([
  ['runner/timeout', { limitNs: 150e9 }, 'the runner was ended at its time limit of 2 min 30 s'],
  [
    'cell/not-applicable',
    { rule: 'device.memory_mb >= 300', left: 100, right: 300 },
    'not applicable: `device.memory_mb >= 300` does not hold (100 against 300)',
  ],
  ['cell/not-applicable', { rule: 'a == b', left: 1 }, 'not applicable: `a == b` does not hold (the left side is 1)'],
  [
    'runner/broken-protocol',
    { line: 4, problem: 'seq-gap' },
    'the runner did not keep to the protocol: seq gap (message 4)',
  ],
  [
    'route/none',
    {
      framework: 'tflite',
      precision: 'int8',
      wants: 'tflite int8',
      sources: ['onnx fp32', 'onnx int8'],
      why: 'format',
    },
    'no route to tflite int8 for tflite from onnx fp32, onnx int8',
  ],
  [
    'route/none',
    {
      framework: 'coral',
      wants: 'tflite/int8',
      sources: ['onnx/fp32'],
      from: ['saved-model/fp32'],
      elsewhere: ['hef/int8 (device: hailo-8)'],
    },
    'no route to tflite/int8 for coral from onnx/fp32; conversions lead there only from saved-model/fp32; not for this cell: hef/int8 (device: hailo-8)',
  ],
  [
    'route/precision',
    { framework: 'edgetpu', precision: 'fp32', precisions: ['int8'] },
    'edgetpu runs int8 only, and fp32 is asked for',
  ],
  [
    'route/precision',
    { framework: 'tflite', device: 'coral-usb', units: ['tpu'], precision: 'fp32', precisions: ['int8'] },
    'tflite runs int8 only on tpu of coral-usb, and fp32 is asked for',
  ],
  [
    'route/calibration',
    { model: 'mobilenet', framework: 'tflite', conversion: 'to-int8', toolchain: 'tflite' },
    'no calibration declared for model mobilenet (conversion to-int8 of tflite needs it)',
  ],
  [
    'builder/none',
    {
      conversion: 'compile',
      toolchain: 'edgetpu',
      tool: 'edgetpu-compiler',
      arch: ['x86_64'],
      builders: ['mac: it is aarch64'],
    },
    'no x86_64 Linux builder with edgetpu-compiler for conversion compile of edgetpu (mac: it is aarch64)',
  ],
  [
    'builder/missing',
    {
      conversion: 'to-int8',
      toolchain: 'tflite',
      tool: 'tensorflow',
      builder: 'pc',
      said: 'not found',
      prepare: 'tflite',
      install: ['pip:tensorflow-cpu'],
    },
    'no builder has tensorflow, which conversion to-int8 of tflite needs: "not found"',
  ],
  [
    'route/unit',
    { framework: 'trt', device: 'pi', units: ['cpu'], computesOn: ['gpu'] },
    'trt computes on gpu, and pi has cpu',
  ],
  ['attempt/not-started', { word: 'python3' }, 'the program could not be started (python3)'],
  ['board/no-space', { free: 2e8, wanted: 1.9e9 }, 'the board has no room for a file of 1.90 GB, 200 MB free'],
  [
    'board/quota-too-small',
    { board: 'pi', quota: 1e8, wanted: 1.9e9, largest: 'model.onnx', largestBytes: 1.8e9 },
    'board pi may keep 100 MB, and the files of this attempt take 1.90 GB together; the largest is model.onnx of 1.80 GB',
  ],
  ['source/missing', { path: 'models/cnn.onnx' }, 'source models/cnn.onnx is not there'],
  ['board/not-a-board', { missing: ['flock', 'setsid'] }, 'this machine cannot be a board: flock, setsid are missing'],
])('%s', (code, facts, words) => {
  expect(say(code, facts)).toBe(words);
});

test('causes follow, and no more than three', () => {
  const deep = ['a', 'b', 'c', 'd'].reduce(
    (cause, path) => failure('source/missing', { path }, cause),
    failure('data/missing'),
  );
  expect(describeFailure(deep).headline.split('; because ')).toEqual(
    ['d', 'c', 'b', 'a'].map((path) => `source ${path} is not there`),
  );
});

test('outcomes and doubts', () => {
  expect(describeOutcome(undefined)).toBe('open');
  expect(describeOutcome({ kind: 'cancelled', by: 'user' })).toBe('stopped by you');
  const doubt = { code: 'execution/arithmetic', facts: { asked: 'fp16', used: 'fp32' } } as const;
  expect(describeDoubt(doubt).headline).toBe('asked for arithmetic fp16, but fp32 was used');
  expect(describeOutcome({ kind: 'invalid', doubts: [doubt] })).toBe(
    'invalid: asked for arithmetic fp16, but fp32 was used',
  );
});

test('a model that was cut short, and a folder that cannot be written, have a next step of their own', () => {
  const hint = (code: FailureCode, said: string): string => describeFailure(failure(code, { said })).hint;
  expect(hint('conversion/failed', 'Load model from x failed:Protobuf parsing failed.')).toContain(
    'orchestrate init FILE',
  );
  expect(hint('conversion/failed', 'out of patience')).not.toContain('init');
  expect(hint('board/unreachable', 'Error: EACCES: permission denied, mkdir /x')).toContain('XDG_STATE_HOME');
  expect(hint('board/unreachable', "Error: ENOENT: no such file or directory, mkdir '/proc/x'")).toContain(
    'XDG_STATE_HOME',
  );
  expect(hint('board/unreachable', 'no route to host')).not.toContain('XDG_STATE_HOME');
});

test('a setting that was refused says what was wanted and found, and tells sudo that asks for a password', () => {
  const refused = (at: string, more: Facts) =>
    describeFailure(failure('board/setting-refused', { board: 'nano', setting: 'mode', at, wanted: 'MAXN', ...more }));
  expect(refused('compare', { found: '10W' }).headline).toBe('board nano was set to mode=MAXN and says 10W');
  const sudo = refused('apply', { said: 'sudo: a password is required' });
  expect(sudo.headline).toBe('mode of board nano could not be set to MAXN: "sudo: a password is required"');
  expect(sudo.hint).toContain('NOPASSWD');
  expect(refused('restore', {}).headline).toBe('mode of board nano could not be restored after an earlier attempt');
});

test('of many versions the newest are named, and how many older ones there are', () => {
  const hint = (count: number): string => {
    const versions = Array.from({ length: count }, (_, at) => `1.${at}`).join(', ');
    return describeFailure(failure('environment/no-wheel', { requirement: 'ncnn==9', versions })).hint;
  };
  expect(hint(8)).toContain('there are: 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7; ask');
  expect(hint(11)).toContain('there are: 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 1.10 and 3 older; ask');
});

test('runners that one package brings are one way to install it', () => {
  const way = 'openvino python pip:openvino';
  const { hint } = describeFailure(
    failure('toolchain/missing', { tool: 'openvino', board: 'pi', install: [way, way] }),
  );
  expect(hint.split('pip install openvino')).toHaveLength(2);
});
