/** The file of `hailortcli run2 --json`, in which nearly every number is a text, some with their unit. */
import { HailoScopes } from './hailortcli-scopes.js';
import { measures } from './hailortcli-section.js';
import { type LocatedJson, placeOf, readLocatedJson } from './located-json.js';
import { Findings, type Place } from './tool-findings.js';
import { readNumber, readQuantity, timeUnits } from './tool-number.js';
import type { ToolReading } from './tool-reading.js';

export function parseHailoJson(text: string): ToolReading {
  const found = new Findings();
  const read = readLocatedJson(text);
  if (read.kind === 'cut') return found.end(['end-of-the-file']);
  if (read.kind === 'wrong') found.refuse('json', 'wrong-form', placeOf(text, read.at));
  else new Reader(text, found).takeFile(read.value);
  const some = found.has('throughput', 'mean') || found.has('latency', 'mean') || found.has('latency', 'mean', 'hw');
  return found.end(some ? [] : ['throughput']);
}

const statistics = { min: 'min', max: 'max', average: 'mean' } as const;

class Reader {
  readonly #text: string;
  readonly #found: Findings;
  readonly #scopes: HailoScopes;

  constructor(text: string, found: Findings) {
    this.#text = text;
    this.#found = found;
    this.#scopes = new HailoScopes(found);
  }

  takeFile(file: LocatedJson): void {
    const mode = textOf(member(file, 'inference_mode'));
    if (mode !== undefined) this.#found.fact('mode', mode, this.#place(file));
    for (const group of itemsOf(member(file, 'network_groups'))) this.#takeGroup(group);
    for (const device of itemsOf(member(file, 'devices'))) this.#takeDevice(device);
  }

  #takeGroup(group: LocatedJson): void {
    const [found, scopes] = [this.#found, this.#scopes];
    scopes.enter('network', textOf(member(group, 'name')) ?? '', this.#place(group));
    const hef = textOf(member(group, 'full_hef_path'));
    if (hef !== undefined) found.fact('hef', hef, this.#place(group));
    const fps = member(group, 'FPS');
    if (fps) {
      const value = readNumber(wordOf(fps));
      const name = { name: 'throughput', statistic: 'mean', scope: scopes.inference(), unit: 'per-second' } as const;
      found.figure(name, value === 0 ? null : value, this.#place(fps));
    }
    for (const [key, scope] of [['hw_latency', 'hw'], ['overall_latency']] as const) {
      const latency = member(group, key);
      if (!latency) continue;
      const name = { name: 'latency', statistic: 'mean', scope: scopes.inference(scope), unit: 'ns' } as const;
      found.figure(name, readQuantity(`${wordOf(latency)} ms`, timeUnits), this.#place(latency));
    }
  }

  #takeDevice(device: LocatedJson): void {
    this.#scopes.enter('device', textOf(member(device, 'device_id')) ?? '', this.#place(device));
    for (const [key, { name, units }] of measures)
      for (const [word, statistic] of Object.entries(statistics)) {
        const value = member(member(device, key), word);
        const figure = { name, statistic, scope: this.#scopes.module(), unit: units.unit };
        if (value) this.#found.figure(figure, readQuantity(wordOf(value), units), this.#place(value));
      }
  }

  #place(value: LocatedJson): Place {
    return placeOf(this.#text, value.at);
  }
}

function member(value: LocatedJson | undefined, name: string): LocatedJson | undefined {
  return value?.kind === 'object' ? value.members.get(name) : undefined;
}

function itemsOf(value: LocatedJson | undefined): readonly LocatedJson[] {
  return value?.kind === 'array' ? value.items : [];
}

function textOf(value: LocatedJson | undefined): string | undefined {
  return value?.kind === 'text' ? value.text : undefined;
}

/** What is written, whether between quotes or not. */
function wordOf(value: LocatedJson): string {
  return value.kind === 'text' || value.kind === 'number' ? value.text : value.kind;
}
