/** `toolchains` as a person uses it: before and after the first look, with a toolchain of one's own and one that is broken. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt, runToEnd } from '#test/cli/binary.js';
import { schemaErrors } from '#test/report/schemas.js';

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-toolchains-'));
const say = (...args: readonly string[]) => runToEnd(args, { cwd: folder, env: { COLUMNS: '200' } });

const own = `schema: 1
name: mine
loads: plain
precisions: [fp32]
on: [{ unit: cpu, provider: hand, precisions: [fp32] }]
environments: { kit: { version: 2.0.0, versions: { aarch64: 1.4.0 }, packages: ["kit=={version}"] } }
options: { level: { type: word, effect: convert, default: all, values: [basic, all] } }
probes:
  nothing: { kind: node-package, package: "@nobody/has-this" }
  onnxruntime-node: { kind: node-package, package: onnxruntime-node }
runners:
  - { name: first, protocol: 1, needs: [node, nothing], argv: ["{node}", x] }
conversions:
  - { id: make, from: { format: onnx, precision: any }, to: { format: plain, precision: same }, where: builder, needs: [node],
      tool: onnxruntime-node, argv: ["{node}", "{level}"] }
  - { id: tune, from: { format: plain, precision: any }, to: { format: plain, precision: int8 }, arch: [riscv64], tool: nothing,
      calibration: true, argv: [tune] }
`;

interface Told {
  readonly toolchains: readonly {
    readonly name: string;
    readonly machines: readonly {
      readonly name: string;
      readonly measures: { readonly state: string; readonly runner: string | null } | null;
      readonly converts: { readonly ready: number; readonly unknown: number; readonly of: number } | null;
      readonly reason: { readonly code: string } | null;
    }[];
  }[];
  readonly broken: readonly { readonly name: string }[];
}
const told = (out: string): Told => {
  const view: Told = JSON.parse(out);
  return view;
};
const mine = (view: Told) => view.toolchains.find(({ name }) => name === 'mine')?.machines;

beforeAll(() => {
  ensureBuilt();
  for (const name of ['inventory', 'toolchains/mine', 'toolchains/broken'])
    mkdirSync(join(folder, name), { recursive: true });
  const paths = `{ state: ${join(folder, 'state')}, lock: ${join(folder, 'lock')} }`;
  writeFileSync(
    join(folder, 'inventory', 'lab.yaml'),
    `schema: 1\nboards:\n  here: { device: this-machine, local: true, paths: ${paths} }\n`,
  );
  writeFileSync(join(folder, 'toolchains', 'mine', 'toolchain.yaml'), own);
  writeFileSync(join(folder, 'toolchains', 'broken', 'toolchain.yaml'), 'schema: 1\nname: broken\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('before the first look nothing is known, and that is said', async () => {
  const { code, out } = await say('toolchains', '--json');
  expect(code).toBe(0);
  const view = told(out);
  expect(schemaErrors('toolchains-ls', view)).toEqual([]);
  expect(view.toolchains.map(({ name }) => name)).toEqual(expect.arrayContaining(['onnxruntime', 'tflite', 'mine']));
  expect(mine(view)).toEqual([
    {
      name: 'here',
      seenAt: null,
      measures: { state: 'unknown', runner: null },
      converts: { ready: 0, unknown: 2, of: 2 },
      reason: null,
    },
  ]);
  expect(view.broken.map(({ name }) => name)).toEqual(['broken']);
  const text = (await say('toolchains')).out;
  expect(text).toMatch(/^mine +plain .* here \? +here \?$/m);
  expect(text).toContain('mine: nobody looked for it on here');
  expect(text).toMatch(/broken: its file has \d+ mistakes? and is not used/);
});

test('after a look it is said where each runs, what is missing, and which versions there are', async () => {
  expect((await say('boards', 'check')).code).toBe(0);
  const view = told((await say('toolchains', 'ls', 'inventory/lab.yaml', '--json')).out);
  expect(view.toolchains.find(({ name }) => name === 'onnxruntime')?.machines[0]?.measures).toEqual({
    state: 'ready',
    runner: 'node',
  });
  expect(mine(view)?.[0]).toMatchObject({
    measures: { state: 'missing', runner: null },
    converts: { ready: 1, unknown: 0, of: 2 },
    reason: { code: 'toolchain/missing' },
  });
  const shown = await say('toolchains', 'show', 'mine', '--json');
  expect(shown.code).toBe(0);
  expect(schemaErrors('toolchains-show', JSON.parse(shown.out))).toEqual([]);
  const { out } = await say('toolchains', 'show', 'mine');
  expect(out).toMatch(/^make +onnx\/any +plain\/same +builder +node onnxruntime-node +1 +here$/m);
  expect(out).toMatch(/^tune +plain\/any +plain\/int8 +riscv64 board +nothing calibration +1 +none$/m);
  expect(out).toMatch(/^level +convert +all +basic all$/m);
  expect(out).toMatch(/^onnxruntime-node +node-package onnxruntime-node +here \d+\.\d+\.\d+$/m);
  expect(out).toContain('npm install @nobody/has-this');
  expect(out).toMatch(/^environments kit 2\.0\.0 \(1\.4\.0 on aarch64\)$/m);
});

test('a name that is none is answered with those there are', async () => {
  const { code, err } = await say('toolchains', 'show', 'onnxruntim');
  expect(code).toBe(2);
  expect(err).toContain('Did you mean onnxruntime?');
});
