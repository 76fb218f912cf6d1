import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '#domain/diagnostic.js';
import { boardId, levelId } from '#domain/names.js';
import { defaultInventory, readInventory } from '#spec/inventory.js';
import { readToolchain } from '#spec/toolchain.js';
import { errors, value } from '#test/spec/road.js';
import { nodeToolchain } from '#test/spec/texts.js';

const inventory = (text: string): ReturnType<typeof readInventory> => readInventory({ name: 'lab.yaml', text });
const toolchain = (from: string, to: string): Diagnostic[] =>
  errors(readToolchain({ name: 'toolchain.yaml', text: nodeToolchain('ort').replace(from, to) }, '/t'));

describe('inventory', () => {
  it('ships the default as a file to copy', () => {
    const text = readFileSync('inventory/this-machine.yaml', 'utf8');
    expect(value(inventory(text))).toEqual(defaultInventory());
  });

  it('reads boards, devices and their attributes', () => {
    const read = value(
      inventory(`schema: 1
devices: { big: { units: [gpu, cpu], attributes: { memory_mb: 8000, soc: x1, fan: true } } }
boards: { one: { local: true, devices: [big, this-machine], paths: { state: /var/o, lock: /var/o.lock } } }`),
    );
    expect(read.devices.get(levelId('big'))).toEqual({
      id: 'big',
      units: ['gpu', 'cpu'],
      attributes: { memory_mb: 8000, soc: 'x1', fan: true },
    });
    expect(read.boards.get(boardId('one'))).toEqual({
      id: 'one',
      transport: { kind: 'local' },
      devices: ['big', 'this-machine'],
      paths: { state: '/var/o', lock: '/var/o.lock' },
    });
  });

  it('refuses devices that nobody declared, boards that offer none, and remote ones', () => {
    const text =
      'schema: 1\nboards:\n  a: { local: true, device: this-machin }\n  b: { local: true }\n  c: { local: false, device: this-machine }';
    const found = errors(inventory(text));
    expect(found.map(({ code, facts }) => [code, facts['suggestion'] ?? facts['key'] ?? facts['value']])).toEqual([
      ['spec/unknown-name', 'this-machine'],
      ['spec/missing-key', 'device'],
      ['spec/bad-value', 'false'],
    ]);
  });
});

describe('toolchain', () => {
  const shipped = readdirSync('toolchains').filter((name) => existsSync(`toolchains/${name}/toolchain.yaml`));
  it.each(shipped)('reads the %s that is shipped', (name) => {
    const text = readFileSync(`toolchains/${name}/toolchain.yaml`, 'utf8');
    expect(value(readToolchain({ name, text }, `/toolchains/${name}`)).name).toBe(name);
  });

  it.each(['batch', 'streams', 'unit'])('refuses an option with the name of the axis %s, at its name', (name) => {
    const found = toolchain('options:\n', `options:\n  ${name}: { type: integer, effect: run, default: 1 }\n`);
    expect(found).toMatchObject([{ code: 'spec/reserved-name', facts: { name, what: 'axis', of: 'option' } }]);
    const text = nodeToolchain('ort').split('\n');
    expect(found[0]?.span).toMatchObject({ line: text.indexOf('options:') + 2, column: 3 });
  });

  it('reads everything there is', () => {
    const read = value(readToolchain({ name: 'toolchain.yaml', text: nodeToolchain('ort') }, '/toolchains/ort'));
    expect(read).toMatchObject({
      schema: 1,
      name: 'ort',
      folder: '/toolchains/ort',
      loads: 'ort-optimized',
      on: [
        { unit: 'npu', provider: 'npu-provider' },
        { unit: 'cpu', provider: 'cpu-provider' },
      ],
      options: {
        threads: { type: 'integer', effect: 'run', default: '1', min: 1, max: 64 },
        level: { values: ['basic', 'extended', 'all'] },
      },
      probes: [{ name: 'ort-node', kind: 'node-package', package: 'ort-node' }],
    });
    const python = nodeToolchain('ort').replace('kind: node-package', 'kind: python-package');
    expect(value(readToolchain({ name: 'toolchain.yaml', text: python }, '/t')).probes[0]?.kind).toBe('python-package');
    expect(read.conversions[0]).toMatchObject({
      cost: 1,
      failures: [{ line: 'Unsupported operator', code: 'conversion/refused' }],
    });
  });

  it('reads where a conversion runs, what it hangs on, and how it is judged', () => {
    const more = [
      'tool: ort-node',
      'where: builder',
      'target: [arch, "tool:ort-node"]',
      'calibration: true',
      'check: { cosine: 0.9, max_error: 0.5 }',
      'variants: [{ version: ">=2 <3", argv: ["{bin}/tool", "{calibration}", "{level}"] }]',
    ].join('\n    ');
    const text = nodeToolchain('ort')
      .replace('tool: ort-node', more)
      .replace('probes:', 'layout: nhwc\nanswers: [onnx]\nprobes:');
    const read = value(readToolchain({ name: 'toolchain.yaml', text }, '/t'));
    expect(read).toMatchObject({ layout: 'nhwc', answers: ['onnx'] });
    expect(read.conversions[0]).toMatchObject({
      where: 'builder',
      target: ['arch', 'tool:ort-node'],
      calibration: true,
      check: { cosine: 0.9, maxError: 0.5 },
      variants: [{ version: { text: '>=2 <3' }, argv: ['{bin}/tool', '{calibration}', '{level}'] }],
    });
  });

  it('reads environments, and programs that say their version', () => {
    const text = nodeToolchain('ort').replace(
      'probes:',
      'environments: { runtime: { python: ">=3.9", version: 1.2.0, packages: ["ort=={version}"], alone: [big==1] } }\nprobes:\n  tool: { kind: command, argv: [tool, -v], version: "v(.+)", accepts: ">=8" }\n  wheel: { kind: python-package, package: ort, environment: runtime }',
    );
    const read = value(readToolchain({ name: 'toolchain.yaml', text }, '/t'));
    expect(read.environments).toMatchObject([
      { name: 'runtime', python: { text: '>=3.9' }, version: '1.2.0', packages: ['ort=={version}'], alone: ['big==1'] },
    ]);
    expect(read.probes.slice(0, 2)).toMatchObject([
      { name: 'tool', kind: 'command', argv: ['tool', '-v'], version: 'v(.+)', accepts: { text: '>=8' } },
      { name: 'wheel', package: 'ort', environment: { toolchain: 'ort', name: 'runtime' } },
    ]);
  });

  it.each([
    ['a kind of probe that there is not', 'kind: node-package', 'kind: ruby-gem', 'spec/bad-value'],
    ['a need that is no probe', 'needs: [node, ort-node]', 'needs: [node, ort-nod]', 'spec/unknown-name'],
    ['a tool that is no probe', 'tool: ort-node', 'tool: ort', 'spec/unknown-name'],
    ['a placeholder of no meaning', '"{job}"', '"{jb}"', 'spec/bad-template'],
    ['a run option in a conversion', '--level={level}', '--level={level}{threads}', 'spec/bad-template'],
    ['a convert option without effect', '--level={level}', '--all', 'spec/unused-option'],
    ['a default outside its values', 'default: all', 'default: most', 'spec/bad-option'],
    ['a default out of bounds', 'default: 1, min', 'default: 0, min', 'spec/bad-option'],
    ['a pattern that is none', 'Unsupported operator', '(', 'spec/bad-text'],
    ['a file outside the folder', 'files: [run.mjs]', 'files: [a/../run.mjs]', 'spec/bad-text'],
    ['a file far away', 'files: [run.mjs]', 'files: [../../run.mjs]', 'spec/bad-text'],
    ['a file by a way around', 'files: [run.mjs]', 'files: [../shared/../../run.mjs]', 'spec/bad-text'],
    ['an absolute file', 'files: [run.mjs]', 'files: [/etc/passwd]', 'spec/bad-text'],
    ['two files of one name', 'files: [run.mjs]', 'files: [run.mjs, more/run.mjs]', 'spec/bad-text'],
    [
      'a command that does not say how it is asked',
      'kind: node-package, package: ort-node',
      'kind: command, version: "(.)"',
      'spec/missing-key',
    ],
    ['a package of a command', 'kind: node-package', 'kind: command, argv: [tool], version: "(.)"', 'spec/unknown-key'],
    [
      'an environment that is not there',
      'kind: node-package',
      'kind: python-package, environment: runtime',
      'spec/unknown-name',
    ],
    ['a range that is none', 'kind: node-package', 'kind: node-package, accepts: "8"', 'spec/bad-text'],
    ['calibration items that nobody gives', '--level={level}', '--level={level}{calibration}', 'spec/bad-template'],
    ['a fact that boards have not', 'tool: ort-node', 'tool: ort-node\n    target: [colour]', 'spec/bad-text'],
    ['a protocol of the future', 'protocol: 1', 'protocol: 2', 'spec/bad-value'],
  ])('refuses %s', (_what, from, to, code) => {
    expect(toolchain(from, to).map((each) => each.code)).toEqual([code]);
  });
});
