/** What `hailortcli benchmark` prints, before and since release 5.0.1. */
import { HailoSection, measures } from './hailortcli-section.js';
import type { ToolLine } from './tool-lines.js';
import { powerUnits, readQuantity } from './tool-number.js';

/** The last lines of `hailortcli benchmark`; what it prints before is of its three runs. */
export class HailoBenchmark extends HailoSection {
  #printed = false;

  begins({ text }: ToolLine): boolean {
    const printed = text.trim() === 'Summary';
    const begins = printed || text.trim() === 'Starting Measurements...';
    this.#printed ||= printed;
    this.begun ||= begins;
    return begins;
  }

  take(line: ToolLine): void {
    if (!this.#printed) return;
    const text = line.text.trim().replace(/\s+/g, ' ');
    const [, label = '', value = ''] = /^((?:FPS |Latency |Power in streaming mode )?\(\w+\)) = (.*)$/.exec(text) ?? [];
    if (label !== '') this.#takeOld(label, value, line);
    else this.#takeNew(text, line);
  }

  missing(): string[] {
    if (!this.begun) return [];
    if (!this.#printed) return ['summary'];
    return this.found.has('throughput', 'mean') ? [] : ['throughput'];
  }

  /** To release 5.0.0. A label with nothing before its bracket goes on with the line above it. */
  #takeOld(label: string, value: string, line: ToolLine): void {
    if (label === 'FPS (hw_only)') this.throughput({ value, mode: 'hw_only' }, line);
    else if (label === '(streaming)') this.throughput({ value }, line);
    else if (label === 'Latency (hw)' || label === '(overall)')
      this.latency(label.replace(/^.*\(|\)$/g, ''), value, line);
    else {
      const statistic = { 'Power in streaming mode (average)': 'mean', '(max)': 'max' }[label];
      if (statistic === undefined) return;
      const name = { name: 'power', statistic, scope: this.scopes.module(), unit: 'watts' } as const;
      this.figure(name, readQuantity(value, powerUnits), line);
    }
  }

  /** Since release 5.0.1, which prints no units here: watts, milliamperes, degrees. */
  #takeNew(text: string, line: ToolLine): void {
    const [, network, fps = ''] = /^(.+): FPS: (.*)$/.exec(text) ?? [];
    const device = /^(?:Device )?(\S+):$/.exec(text)?.[1];
    const [, what = '', ...values] = /^(\w+): mean=(.*) min=(.*) max=(.*)$/.exec(text) ?? [];
    const measured = measures.get(what);
    if (network !== undefined) {
      this.scopes.enter('network', network, line);
      this.throughput({ value: fps }, line);
    } else if (device !== undefined) this.scopes.enter('device', device, line);
    else if (measured)
      for (const [at, statistic] of ['mean', 'min', 'max'].entries()) {
        const { name, units, bare } = measured;
        const value = readQuantity(`${values[at] ?? ''} ${bare}`, units);
        this.figure({ name, statistic, scope: this.scopes.module(), unit: units.unit }, value, line);
      }
  }
}
