/** By a heading of `nvidia-smi`: in which unit its values are kept. */
import {
  byteUnits,
  clockUnits,
  currentUnits,
  powerUnits,
  shareUnits,
  temperatureUnits,
  timeUnits,
  type Units,
  voltUnits,
} from './tool-number.js';

const units: readonly Units[] = [
  powerUnits,
  clockUnits,
  byteUnits,
  shareUnits,
  temperatureUnits,
  timeUnits,
  voltUnits,
  currentUnits,
];

const counted = /^(?:count|index)$|^(?:pcie|encoder)\..*(?:gen|width|sessionCount)|^ecc\.errors/;

/** What it does not name a unit for is text, besides temperatures: `Active`, `P0`, a name, a time. */
export function smiUnits(name: string, unit: string | undefined): Units | 'count' | 'text' {
  if (unit !== undefined) return units.find(({ scales }) => Object.hasOwn(scales, unit)) ?? 'text';
  if (name.startsWith('temperature.')) return temperatureUnits;
  return counted.test(name) ? 'count' : 'text';
}
