import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/digest.js';
import type { PlannedStep } from '#domain/plan.js';
import { parseVersionRange } from '#domain/version-range.js';
import { argvFor, artifactKeyOf } from '#plan/steps.js';

const step: Pick<PlannedStep, 'argv' | 'files' | 'tool' | 'to' | 'variants' | 'calibration'> = {
  argv: ['build', '{source}'],
  files: [],
  tool: 'engine',
  to: { format: 'plan', precision: 'int8' },
};
const input = digestOf('model');
const plain = artifactKeyOf(step, input, { version: '10.3' });

describe('the key of an artifact', () => {
  it('differs with the facts of the board where they are declared', () => {
    const [one, other] = ['aarch64', 'x86_64'].map((arch) =>
      artifactKeyOf(step, input, { version: '10.3', target: { arch } }),
    );
    expect(one).not.toBe(other);
    expect(one).not.toBe(plain);
  });

  it('has the argv that this version of the tool is given', () => {
    const version = parseVersionRange('>=10');
    if (!version) throw new Error('no range');
    const varied = { ...step, variants: [{ version, argv: ['build10', '{source}'] }] };
    expect(argvFor(varied, '10.3')).toEqual(['build10', '{source}']);
    expect(argvFor(varied, '9.0')).toEqual(step.argv);
    expect(artifactKeyOf(varied, input, { version: '10.3' })).not.toBe(plain);
    expect(artifactKeyOf(varied, input, { version: '9.0' })).toBe(artifactKeyOf(step, input, { version: '9.0' }));
  });

  it('has the items that a conversion is calibrated with', () => {
    const drawn = (seed: number) => ({ ...step, calibration: { kind: 'random', shape: [8, 3], seed } as const });
    const [one, other] = [1, 2].map((seed) => artifactKeyOf(drawn(seed), input, { version: '10.3' }));
    expect(one).not.toBe(other);
    expect(one).not.toBe(plain);
  });
});
