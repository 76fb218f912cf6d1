import { expect, test } from 'vitest';
import type { Toolchain } from '#domain/toolchain.js';
import { environmentsOfToolchain } from '#plan/wanted-environments.js';
import { readToolchain } from '#spec/toolchain.js';

const text = `schema: 1
name: toy
loads: toy
precisions: [fp32]
on: [{ unit: cpu, provider: cpu }]
environments:
  runtime: { python: ">=3.9", version: 1.0.0, versions: { aarch64: 0.9.0 }, packages: ["my_engine=={version}", "numpy>=1.23"] }
  both: { version: 1.0.0, packages: ["My-Engine=={version}"], alone: ["pruner==3"] }
  other: { version: 7.1.0, versions: { aarch64: 6.2.0 }, packages: ["heavy=={version}"] }
probes:
  engine: { kind: python-package, package: my-engine, environment: runtime }
  pruner: { kind: python-package, package: pruner, environment: both }
  heavy: { kind: python-package, package: heavy, environment: other }
runners: [{ name: python, protocol: 1, needs: [python, engine], argv: ["{python}", "{job}"], files: [] }]
conversions:
  - { id: prune, from: { format: a, precision: fp32 }, to: { format: toy, precision: fp32 }, needs: [python], tool: pruner, argv: ["{python}", "{source}", "{out}"], files: [] }
  - { id: make, from: { format: b, precision: fp32 }, to: { format: toy, precision: fp32 }, where: builder, needs: [python, heavy], tool: heavy, argv: ["{python}", "{source}", "{out}"], files: [] }
`;

function toy(): Toolchain {
  const read = readToolchain({ name: 'toolchain.yaml', text }, '/toy');
  return read.ok ? read.value : expect.unreachable(JSON.stringify(read.error));
}

const told = (
  version: string | undefined,
  machine: { measures: boolean; converts: boolean; arch?: string },
): readonly string[] =>
  environmentsOfToolchain({ toolchain: toy(), version }, { arch: null, ...machine }).map(
    ({ name, version: is, packages, alone }) => [`${name}@${is}`, ...packages, ...alone].join(' '),
  );

test('a board gets what runners and its own conversions need, a builder what is converted there', () => {
  expect(told(undefined, { measures: true, converts: false })).toEqual([
    'toy.runtime@1.0.0 my_engine==1.0.0 numpy>=1.23',
    'toy.both@1.0.0 My-Engine==1.0.0 pruner==3',
  ]);
  expect(told(undefined, { measures: false, converts: true })).toEqual(['toy.other@7.1.0 heavy==7.1.0']);
});

test('a version is that of the package which the runners load, in every environment that brings it along', () => {
  expect(told('2.0.0', { measures: true, converts: true })).toEqual([
    'toy.runtime@2.0.0 my_engine==2.0.0 numpy>=1.23',
    'toy.both@2.0.0 My-Engine==2.0.0 pruner==3',
    'toy.other@7.1.0 heavy==7.1.0',
  ]);
});

test('a processor architecture has a version of its own where the toolchain says so, unless another is asked for', () => {
  const converts = { measures: false, converts: true };
  expect(told(undefined, { ...converts, arch: 'aarch64' })).toEqual(['toy.other@6.2.0 heavy==6.2.0']);
  expect(told(undefined, { ...converts, arch: 'x86_64' })).toEqual(['toy.other@7.1.0 heavy==7.1.0']);
  const measures = { measures: true, converts: false, arch: 'aarch64' };
  expect(told(undefined, measures)).toContain('toy.runtime@0.9.0 my_engine==0.9.0 numpy>=1.23');
  expect(told('2.0.0', measures)).toContain('toy.runtime@2.0.0 my_engine==2.0.0 numpy>=1.23');
});
