/** What `hailortcli run` prints on a terminal. */
import { HailoSection } from './hailortcli-section.js';
import type { ToolLine } from './tool-lines.js';
import { readCount, readNumber } from './tool-number.js';

export class HailoRun extends HailoSection {
  /** Nothing: it was not printed, and nobody knows what the rate is a rate of. */
  #mode: string | undefined;
  #printed = false;
  #count: number | undefined;
  #total = false;

  begins(line: ToolLine): boolean {
    const [, mode, hef = ''] = /^Running (\w+) inference \((.*)\):$/.exec(line.text) ?? [];
    const printed = /^\s*> Inference result:$/.test(line.text);
    if (mode !== undefined) {
      this.#mode = mode === 'streaming' ? 'inference' : mode;
      this.found.fact('mode', mode, line);
      this.found.fact('hef', hef, line);
    }
    if (printed && this.#printed) this.found.refuse('result', 'told-twice', line);
    this.#printed ||= printed;
    this.begun ||= printed || mode !== undefined;
    return printed || mode !== undefined;
  }

  take(line: ToolLine): void {
    if (!this.#printed || this.#mode === undefined) return;
    const text = line.text.trim();
    const [, label = '', value = ''] = /^([A-Za-z][A-Za-z ]*): ?(.*)$/.exec(text) ?? [];
    this.#total = label === 'Total bandwidth' || (this.#total && label.endsWith('Rate'));
    if (label === 'Network group') this.scopes.enter('network', value, line);
    else if (label === 'Network') this.scopes.enterWithin(value);
    else if (label === 'Device') this.scopes.enter('device', value, line);
    else if (!this.#takeFigure(label, value, line)) this.measurement(text, line);
  }

  missing(): string[] {
    if (!this.begun) return [];
    if (!this.#printed) return ['result'];
    if (this.#mode === undefined) return ['mode'];
    const { found } = this;
    const figures = ['inference', 'hw', 'hw_only'].some(
      (scope) => found.has('throughput', 'mean', scope) || found.has('latency', 'mean', scope),
    );
    return figures ? [] : ['throughput'];
  }

  #takeFigure(label: string, value: string, line: ToolLine): boolean {
    if (label === 'Frames count') this.#takeCount(value, line);
    else if (label === 'FPS') this.throughput({ value, mode: this.#mode, count: this.#count }, line);
    else if (label.endsWith(' Latency')) this.latency(label.replace(' Latency', ''), value, line);
    else if (/^(?:Send|Recv) Rate$/.test(label)) this.#rate(label, value, line);
    else return false;
    return true;
  }

  #takeCount(value: string, line: ToolLine): void {
    const count = readCount(value);
    if (!line.ended) return;
    if (typeof count === 'string') this.found.refuse('samples', count, line);
    else this.#count = count;
  }

  #rate(label: string, value: string, line: ToolLine): void {
    // Of several networks together it is told once more.
    if (this.#total) return;
    const read = readNumber(/^(\S+) Mbit\/s$/.exec(value)?.[1] ?? '');
    const name = label === 'Send Rate' ? 'send_rate_mbit_per_second' : 'recv_rate_mbit_per_second';
    if (typeof read === 'number') this.found.fact(name, read, line);
    else if (line.ended) this.found.refuse(name, read, line);
  }
}
