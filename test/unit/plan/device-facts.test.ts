/** What the catalogue and the inventory say of a device decides, and is named as what decided. */
import { describe, expect, it } from 'vitest';
import type { Inventory } from '#domain/board.js';
import { readCatalogue, readInventory } from '#spec/inventory.js';
import { planOf, toolchainsOf, value, worldOf } from '#test/spec/road.js';
import { experimentText, nodeToolchain } from '#test/spec/texts.js';
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

function planned(axes: string, devices = ''): readonly string[] {
  const world = worldOf(
    experimentText({ axes: `{ model: [small], framework: [ort], ${axes} }`, measure: '{ sessions: 1 }' }),
    { inventory: inventoryOf(devices), toolchains: toolchainsOf(nodeToolchain('ort')) },
  );
  return planOf(world).cells.map((cell) =>
    cell.kind === 'run'
      ? `${cell.slug}: on its ${cell.measurement.asked.unit}`
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
