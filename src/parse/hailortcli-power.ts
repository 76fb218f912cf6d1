/** What `hailortcli measure-power` prints. */
import { HailoSection, hailoStatistics } from './hailortcli-section.js';
import type { ToolLine } from './tool-lines.js';
import { currentUnits, powerUnits, readCount, readQuantity, timeUnits, type Units, voltUnits } from './tool-number.js';

/** The unit says what was measured. */
const measuredIn: ReadonlyMap<string, { readonly name: string; readonly units: Units }> = new Map([
  ['W', { name: 'power', units: powerUnits }],
  ['mA', { name: 'current', units: currentUnits }],
  ['mV', { name: 'voltage', units: voltUnits }],
]);

/** `hailortcli measure-power`, once or for a duration, of power, current or a voltage. */
export class HailoPower extends HailoSection {
  #count: number | undefined;

  begins(line: ToolLine): boolean {
    const device = /^Executing on device: (\S+)$/.exec(line.text)?.[1];
    if (device !== undefined) {
      this.scopes.enter('device', device, line);
      this.#count = undefined;
    }
    const begins =
      device !== undefined || /^Measuring power consumption over |^Current power consumption /.test(line.text);
    this.begun ||= begins;
    if (begins) this.#takeValue(line);
    return begins;
  }

  take(line: ToolLine): void {
    const [, samples] = /^Total samples: (.*)$/.exec(line.text) ?? [];
    const [, took] = /^Average time per sample \(ms\): (.*)$/.exec(line.text) ?? [];
    const count = samples === undefined ? undefined : readCount(samples);
    if (typeof count === 'string') this.found.refuse('samples', count, line);
    else if (count !== undefined && line.ended) this.#count = count;
    if (took === undefined) return this.#takeValue(line);
    const name = { name: 'sampling-interval', statistic: 'mean', scope: this.scopes.module(), unit: 'ns' } as const;
    this.figure(name, readQuantity(`${took} ms`, timeUnits), line);
  }

  missing(): string[] {
    if (!this.begun) return [];
    const once = ['power', 'current', 'voltage'].some((name) => this.found.has(name, 'value', 'module'));
    return once || this.found.has('sampling-interval', 'mean', 'module') ? [] : ['sampling-interval'];
  }

  #takeValue(line: ToolLine): void {
    const [, label = '', unit = '', value = ''] =
      /^(Max value|Min value|Average value|Current power consumption) \((\w+)\): (.*)$/.exec(line.text) ?? [];
    if (label === '') return;
    const statistic = hailoStatistics.get(label.replace(' value', '')) ?? 'value';
    const measured = measuredIn.get(unit);
    if (!measured) return this.found.refuse('power', 'unknown-unit', line);
    const counted = this.#count === undefined ? {} : { count: this.#count };
    const { name, units } = measured;
    const figure = { name, statistic, scope: this.scopes.module(), unit: units.unit, ...counted };
    this.figure(figure, readQuantity(`${value} ${unit}`, units), line);
  }
}
