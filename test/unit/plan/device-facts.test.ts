/** What the catalogue and the inventory say of a device decides, and is named as what decided. */
import { describe, expect, it } from 'vitest';
import type { Inventory } from '#domain/board.js';
import { readCatalogue, readInventory } from '#spec/inventory.js';
import { planOf, toolchainsOf, value, worldOf } from '#test/spec/road.js';
import { experimentText, nodeToolchain } from '#test/spec/texts.js';
import { cautionWords } from '#wording/caution.js';
import { describeFailure } from '#wording/failure.js';

const catalogue = value(
  readCatalogue({
    name: 'devices.yaml',
    text: `schema: 1
devices:
  stick: { units: [npu], precisions: [fp16], attributes: { memory_mb: 8 } }
  small: { units: [npu, cpu], precisions: [int8], attributes: { memory_mb: 200 } }
  large: { units: [npu, cpu], precisions: { npu: [fp32] }, attributes: { memory_mb: 4000 } }
  mute: { units: [npu, cpu] }
`,
  }),
);
const lacking = (lacks: string): string =>
  nodeToolchain('ort').replace(
    'provider: npu-provider',
    `provider: npu-provider${lacks === '' ? '' : `, lacks: [${lacks}]`}`,
  );
const inventoryOf = (devices: string): Inventory =>
  value(
    readInventory(
      {
        name: 'lab.yaml',
        text: `schema: 1
${devices}
boards:
  a: { local: true, device: small, attached: [stick] }
  b: { local: true, device: large, attached: [stick] }
  c: { local: true, device: mute }
`,
      },
      () => catalogue,
    ),
  );

interface Facts {
  readonly lacks?: string;
  readonly frameworks?: string;
}

function planned(axes: string, devices = '', { lacks = '', frameworks = '' }: Facts = {}): readonly string[] {
  const world = worldOf(
    experimentText({
      axes: `{ model: [small], framework: [ort], ${axes} }`,
      measure: '{ sessions: 1 }',
      more: frameworks,
    }).replace('    attributes:', '    operators: [swish, relu]\n    attributes:'),
    { inventory: inventoryOf(devices), toolchains: toolchainsOf(lacking(lacks)) },
  );
  return planOf(world).cells.map((cell) =>
    cell.kind === 'run'
      ? [
          `${cell.slug}: on its ${cell.measurement.asked.unit}`,
          ...(cell.measurement.cautions ?? []).map(cautionWords),
        ].join('; ')
      : `${cell.slug}: ${cell.kind}, ${cell.because.code}: ${describeFailure(cell.because).headline}`,
  );
}

describe('precisions', () => {
  it('refuse what the units of the device do not compute in, and say who says so', () => {
    expect(planned('device: [stick], host: [large], precision: [fp32]')).toEqual([
      'stick/host=large/small/ort/fp32: unsupported, device/precision: stick computes in fp16 only (catalogue), and fp32 is asked for',
    ]);
    expect(
      planned(
        'device: [large], unit: [npu], precision: [int8]',
        'devices: { large: { units: [npu], precisions: [fp16] } }',
      ),
    ).toEqual([
      'large/unit=npu/small/ort/int8: unsupported, device/precision: large computes in fp16 only (inventory), and int8 is asked for',
    ]);
  });

  it('leave a cell to a unit that has it: a list is not of the processor beside an accelerator', () => {
    expect(planned('device: [large], precision: [fp32, int8]')).toEqual([
      'large/small/ort/fp32: on its npu',
      'large/small/ort/int8: on its cpu',
    ]);
    expect(planned('device: [large], unit: [npu], precision: [int8]')).toEqual([
      'large/unit=npu/small/ort/int8: unsupported, device/precision: large computes in fp32 only on its npu (catalogue), and int8 is asked for',
    ]);
  });

  it('refuse nothing where nobody declares them', () => {
    expect(planned('device: [mute], precision: [fp32, int8]')).toEqual([
      'mute/small/ort/fp32: on its npu',
      'mute/small/ort/int8: on its npu',
    ]);
  });
});

describe('memory', () => {
  it('is that of the machine: what a stick has of its own does not count', () => {
    const small = ', and small has 200 MB (catalogue)';
    expect(planned('device: [small], precision: [int8]')).toEqual([
      `small/small/ort/int8: unsupported, device/memory: model small needs 300 MB (min_memory_mb)${small}`,
    ]);
    const stick = 'devices: { stick: { units: [npu], attributes: { memory_mb: 8 } } }';
    expect(planned('device: [stick], host: [small, large], precision: [fp32]', stick)).toEqual([
      `stick/host=small/small/ort/fp32: unsupported, device/memory: model small needs 300 MB (min_memory_mb)${small}`,
      'stick/host=large/small/ort/fp32: on its npu',
    ]);
  });
});

describe('memory of a source', () => {
  it('goes before that of the model, where the cell can have no other source', () => {
    const models = (more: string): string => `  small:
    sources: [{ format: onnx, precision: fp32, path: a.onnx, min_memory_mb: 100${more} }]
    inputs: [{ name: input, shape: [1, 3, 8, 8] }]
    attributes: { min_memory_mb: 300 }`;
    const kinds = (more: string): readonly string[] => {
      const axes = '{ model: [small], framework: [ort], device: [small], unit: [cpu], precision: [fp32] }';
      const text = experimentText({ axes, models: models(more), measure: '{ sessions: 1 }' });
      const world = worldOf(text, { inventory: inventoryOf(''), toolchains: toolchainsOf(nodeToolchain('ort')) });
      return planOf(world).cells.map((cell) => (cell.kind === 'run' ? 'run' : cell.because.code));
    };
    expect(kinds('')).toEqual(['run']);
    expect(kinds(' }, { format: onnx, precision: fp32, path: b.onnx')).toEqual(['run']);
    expect(kinds(', for: { device: large } }, { format: onnx, precision: fp32, path: b.onnx')).toEqual([
      'device/memory',
    ]);
  });
});

describe('operators', () => {
  const large = (lacks: string, frameworks = ''): readonly string[] =>
    planned('device: [large], unit: [npu], precision: [fp32]', '', { lacks, frameworks });
  const version = (text: string): string => `frameworks: { ort: { toolchain: ort, version: "${text}" } }`;
  const seen = '{ operator: swish, versions: "<2", refused: "no Swish", source: a report }';
  const run = 'large/unit=npu/small/ort/fp32: on its npu';

  it('that somebody saw refused make a cell unsupported, in the versions of which it is known', () => {
    expect(large(seen, version('1.20.1'))).toEqual([
      'large/unit=npu/small/ort/fp32: unsupported, device/operator: ort has no swish on npu in versions <2; seen refused: "no Swish" (a report)',
    ]);
    expect(large(seen.replace('<2', '<1.20'), version('1.20.1'))).toEqual([run]);
  });

  it('are warned of where nobody saw a refusal, or the version is not known', () => {
    const caution = 'it will probably be refused (a report)';
    expect(large('{ operator: swish, source: a report }')).toEqual([`${run}; ort has no swish on npu: ${caution}`]);
    expect(large(seen)).toEqual([
      `${run}; ort has no swish on npu in versions <2, and which one is there is not known: ${caution}`,
    ]);
  });

  it('that the model does not have are no matter, nor what another unit lacks', () => {
    expect(large('{ operator: gelu, source: a report }')).toEqual([run]);
    expect(
      planned('device: [large], unit: [cpu], precision: [fp32]', '', { lacks: seen, frameworks: version('1.20.1') }),
    ).toEqual(['large/unit=cpu/small/ort/fp32: on its cpu']);
  });
});

describe('a stick at a slow port', () => {
  const devices = (host: string): string => `devices:
  stick: { units: [npu], attributes: { usb: 3 } }
  large: { units: [npu, cpu], attributes: { ${host} } }`;
  const run = 'stick/host=large/small/ort/fp32: on its npu';
  const at = (host: string): readonly string[] =>
    planned('device: [stick], host: [large], precision: [fp32]', devices(host));

  it('is a caution, and none where the port is fast enough or nobody knows it', () => {
    expect(at('usb: 2')).toEqual([
      `${run}; stick is made for USB 3 and gets USB 2 at large: its latency has more of the way there and back in it`,
    ]);
    expect([at('usb: 3'), at('memory_mb: 4000')]).toEqual([[run], [run]]);
  });
});
