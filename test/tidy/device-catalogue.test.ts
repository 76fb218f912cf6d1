/** The catalogue of devices is complete enough to be used, and everything in it can be looked up. */
import { expect, it, test } from 'vitest';
import type { Device } from '#domain/board.js';
import { levelId } from '#domain/names.js';
import { checkInventory, readCatalogue } from '#spec/inventory.js';
import { value } from '#test/spec/road.js';
import { rootFile } from './repository.js';

const file = rootFile('inventory/devices.yaml');
const catalogue = value(readCatalogue({ name: file.path, text: file.text }));
const devices = [...catalogue.values()];

/** In which a figure that was mistyped by a factor of ten falls out. */
const plausible: Readonly<Record<string, readonly [number, number]>> = {
  memory_mb: [256, 128_000],
  rated_power_w: [0.5, 500],
  price_usd: [20, 5000],
  price_year: [2015, 2026],
  cuda_capability: [3, 13],
  usb: [2, 4],
};
const units = ['cpu', 'gpu', 'npu', 'tpu', 'vpu', 'dla0', 'dla1'];
const words: Readonly<Record<string, readonly string[]>> = {
  power_rating: ['supply', 'power-mode', 'typical', 'tdp'],
  gpu: ['maxwell', 'volta', 'ampere', 'mali-g610'],
};

test('the kinds that were published and those of today are there', () => {
  const published = [
    ...['raspberry-pi-3b', 'jetson-nano', 'coral-usb', 'coral-dev-board', 'ncs2', 'myriad-x', 'jetson-agx-xavier'],
    ...['hailo-8', 'pc-i5-8250u', 'cpu-i5-8250u', 'gpu-uhd-620', 'desktop-cpu', 'embedded-cpu-a53'],
  ];
  const today = ['raspberry-pi-4', 'raspberry-pi-5', 'jetson-xavier-nx', 'jetson-orin-nano', 'rk3588', 'plai-plug'];
  expect([...catalogue.keys()].sort()).toEqual([...published, ...today].sort());
});

it.each(devices.map((device) => [device.id, device] as const))('%s: units, architecture and sources', (_, device) => {
  expect(device.units.filter((unit) => !units.includes(unit))).toEqual([]);
  expect(device.architecture).toMatch(/^(aarch64|x86_64|edge-tpu|myriad-x|hailo-8|lightspeeur-2801)$/);
  expect(device.sources?.length).toBeGreaterThan(0);
  // A name and what it says, or an address.
  expect(device.sources?.filter((source) => source.length < 30)).toEqual([]);
});

it.each(devices.map((device) => [device.id, device] as const))('%s: plausible figures', (_, { attributes }) => {
  expect(Object.entries(attributes).filter(([name, given]) => !isPlausible(name, given))).toEqual([]);
  // A power without its meaning compares a supply with a chip; a price without its year says nothing.
  expect('rated_power_w' in attributes).toBe('power_rating' in attributes);
  expect('price_usd' in attributes).toBe('price_year' in attributes);
});

function isPlausible(name: string, given: Device['attributes'][string]): boolean {
  const [least, most] = plausible[name] ?? [];
  if (least !== undefined && most !== undefined) return typeof given === 'number' && given >= least && given <= most;
  return words[name]?.includes(String(given)) === true;
}

test('what the page says of the attributes is all there is', () => {
  const { text } = rootFile('docs/inventory.md');
  const known = [...Object.keys(plausible), ...Object.keys(words)];
  const documented = [...text.matchAll(/^\| `device\.([a-z_]+)` \|/gm)].map(([, name]) => name);
  expect([...documented].sort()).toEqual([...known].sort());
});

test('inventory/lab-example.yaml is read without a warning, and uses what there is', () => {
  const example = rootFile('inventory/lab-example.yaml');
  const { inventory, warnings } = value(checkInventory({ name: example.path, text: example.text }, () => catalogue));
  expect(warnings).toEqual([]);
  const boards = [...inventory.boards.values()];
  expect(boards.map(({ transport }) => transport.kind)).toEqual(['ssh', 'ssh']);
  expect(boards.map(({ devices: offered, host }) => [offered, host])).toEqual([
    [['raspberry-pi-5', 'coral-usb'], 'raspberry-pi-5'],
    [['jetson-orin-nano'], undefined],
  ]);
  expect(boards.flatMap(({ settings, hooks }) => [...(settings?.keys() ?? []), ...(hooks?.keys() ?? [])])).toEqual([
    ...['governor', 'power-off', 'power-on', 'reboot', 'power_mode'],
  ]);
  expect([...(inventory.builders?.keys() ?? [])]).toEqual(['pc']);
  expect(inventory.devices.get(levelId('coral-usb'))?.units).toEqual(['tpu']);
});
