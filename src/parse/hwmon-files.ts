/** What a file of a sensor holds, by its name: the kernel's documents fix the unit of each. */
import type { MetricUnit } from '#domain/metric.js';

interface SensorKind {
  readonly name: string;
  readonly statistic: string;
  /** `in1` of the chip. */
  readonly channel: string;
  readonly unit: MetricUnit;
  /** Of the file's own unit, which is thousandths or millionths. */
  readonly tens: number;
}

interface Quantity {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly tens: number;
}

const quantities: ReadonlyMap<string, Quantity> = new Map([
  ['temp', { name: 'temperature', unit: 'celsius', tens: -3 }],
  ['in', { name: 'voltage', unit: 'volts', tens: -3 }],
  ['curr', { name: 'current', unit: 'amperes', tens: -3 }],
  ['power', { name: 'power', unit: 'watts', tens: -6 }],
  ['energy', { name: 'energy', unit: 'joules', tens: -6 }],
  ['freq', { name: 'clock', unit: 'hertz', tens: 0 }],
]);

/** Those of an INA3221 under JetPack 4, which lies among the iio devices. */
const iio: ReadonlyMap<string, Quantity> = new Map([
  ['voltage', { name: 'voltage', unit: 'volts', tens: -3 }],
  ['current', { name: 'current', unit: 'amperes', tens: -3 }],
  ['power', { name: 'power', unit: 'watts', tens: -3 }],
]);

const statistics: ReadonlyMap<string, string> = new Map([
  ['input', 'value'],
  ['average', 'mean'],
  ['min', 'limit-min'],
  ['max', 'limit-max'],
  ['crit', 'limit-critical'],
  ['lowest', 'min'],
  ['highest', 'max'],
]);

export function hwmonKind(file: string): SensorKind | undefined {
  // A thermal zone has one file for its only temperature.
  if (file === 'temp') return { name: 'temperature', statistic: 'value', channel: 'temp', unit: 'celsius', tens: -3 };
  const [, iioWord = '', iioChannel = ''] = /^in_([a-z]+)(\d+)_input$/.exec(file) ?? [];
  const ofIio = iio.get(iioWord);
  if (ofIio) return { ...ofIio, statistic: 'value', channel: iioChannel };
  const [, channel = '', word = '', kind = ''] = /^(([a-z]+)\d+)_([a-z]+)$/.exec(file) ?? [];
  const [quantity, statistic] = [quantities.get(word), statistics.get(kind)];
  return quantity && statistic !== undefined ? { ...quantity, statistic, channel } : undefined;
}
