import { describe, expect, it } from 'vitest';
import { isSameTool, probesTogether } from '#domain/same-probe.js';
import type { Toolchain } from '#domain/toolchain.js';
import { toolchainPaths } from '#domain/toolchain-paths.js';
import { readToolchain } from '#spec/toolchain.js';
import { value } from '#test/spec/road.js';

function withProbe(name: string, probe: string): Toolchain {
  const text = `schema: 1
name: ${name}
loads: onnx
precisions: [fp32]
on: [{ unit: cpu, provider: cpu }]
environments: { tools: { version: "1", packages: [onnx==1] }, more: { version: "1", packages: [onnx==1] } }
probes: { onnx: ${probe} }
runners: [{ name: one, protocol: 1, needs: [onnx], argv: [one] }]
`;
  return value(readToolchain({ name: 'toolchain.yaml', text }, '/toolchains'));
}

const inTools = '{ kind: python-package, package: onnx, environment: tools }';
const [first, second] = [withProbe('first', inTools), withProbe('second', inTools)];
const [probe] = first.probes;

describe('probes of several toolchains', () => {
  it('are one where they look for one thing, which may lie in the environments of each', () => {
    expect(probesTogether([first, second])).toEqual([{ ...probe, also: [{ toolchain: 'second', name: 'tools' }] }]);
    expect(probesTogether([first])).toEqual([probe]);
  });

  it.each([
    ['package', '{ kind: python-package, package: onnx-weekly, environment: tools }', false],
    ['kind', '{ kind: node-package, package: onnx }', false],
    ['range', '{ kind: python-package, package: onnx, environment: tools, accepts: ">=2" }', false],
    ['program', '{ kind: command, argv: [onnx, --version], version: "(.+)" }', false],
    ['environment', '{ kind: python-package, package: onnx, environment: more }', true],
  ])('of another %s', (_, written, isSame) => {
    const [other] = withProbe('other', written).probes;
    if (!probe || !other) throw new Error('no probe');
    expect([isSameTool(probe, other), isSameTool(other, probe)]).toEqual([isSame, isSame]);
    expect(isSameTool(other, other)).toBe(true);
  });
});

it('looks for a file of a neighbour beside the toolchain first, then among the shared ones', () => {
  const own = { folder: '/mine/toolchains/own' };
  expect(toolchainPaths(own, '../shared/a.py')).toEqual(['/mine/toolchains/own/../shared/a.py']);
  const shared = { ...own, shared: '/program/toolchains' };
  expect(toolchainPaths(shared, '../shared/a.py')).toEqual([
    '/mine/toolchains/own/../shared/a.py',
    '/program/toolchains/shared/a.py',
  ]);
  expect(toolchainPaths(shared, 'a.py')).toEqual(['/mine/toolchains/own/a.py']);
});
