/** What `hailortcli run2` prints on a terminal. */
import { HailoSection } from './hailortcli-section.js';
import type { ToolLine } from './tool-lines.js';

const liveLinesMost = 200;

/** `hailortcli run2` writes the same lines again and again, over themselves; the last ones are of the whole run. */
export class HailoLive extends HailoSection {
  #done = false;
  #lines: ToolLine[] = [];

  begins({ text }: ToolLine): boolean {
    const percent = /^\s*\[=*> *\] +(\d{1,3})% \d\d:\d\d:\d\d$/.exec(text)?.[1];
    if (percent === undefined) return false;
    this.begun = true;
    this.#done = percent === '100';
    this.#lines = [];
    return true;
  }

  take(line: ToolLine): void {
    if (this.#lines.length < liveLinesMost) this.#lines.push(line);
  }

  missing(): string[] {
    if (!this.begun) return [];
    if (!this.#done) return ['end-of-the-run'];
    for (const line of this.#lines) this.#read(line);
    const { found } = this;
    const latency = found.has('latency', 'mean') || found.has('latency', 'mean', 'hw');
    return latency || found.has('throughput', 'mean') ? [] : ['throughput'];
  }

  #read(line: ToolLine): void {
    const text = line.text.trim();
    const device = /^Measurements for device (\S+)$/.exec(text)?.[1];
    const [, network, rest = ''] = /^(\S+): +((?:fps|hw latency|overall latency): .*)$/.exec(text) ?? [];
    if (device !== undefined) this.scopes.enter('device', device, line);
    else if (network === undefined) this.measurement(text, line);
    else {
      this.scopes.enter('network', network, line);
      for (const part of rest.split(' | ')) {
        const [, label = '', value = ''] = /^(fps|hw latency|overall latency): (.*)$/.exec(part) ?? [];
        if (label === 'fps') this.throughput({ value }, line);
        else if (label !== '') this.latency(label.replace(' latency', ''), value, line);
      }
    }
  }
}
