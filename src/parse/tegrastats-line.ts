/** One line of `tegrastats` → a sample. Its words are pairs of a name and a value, besides a few that stand alone. */
import { type Findings, placeIn } from './tool-findings.js';
import type { ToolLine } from './tool-lines.js';
import { clockUnits, powerUnits, readQuantity, shareUnits, temperatureUnits, type Units } from './tool-number.js';
import type { Sample, SampleCell } from './tool-samples.js';

/** Nothing: it is a line of something else. */
export function readTegraLine(line: ToolLine, found: Findings): Sample | undefined {
  const [, time, rest] = /^\s*(?:(\d\d-\d\d-\d{4} \d\d:\d\d:\d\d) )?(RAM \S.*)$/.exec(line.text) ?? [];
  if (rest === undefined) return undefined;
  const reader = new Reader(line, found);
  if (time !== undefined) reader.sample.set('time', { unit: 'text', value: time });
  // Lists of cores are written with blanks by some releases.
  const words = rest.replace(/\[[^\]]*\]/g, (list) => list.replace(/\s+/g, '')).split(/\s+/);
  for (const [at, word] of words.entries()) reader.take(word, words[at + 1] ?? '');
  return reader.sample;
}

/** It prints MB and means MiB. */
const memoryUnits: Units = { unit: 'bytes', scales: { MB: [0, 1024 ** 2] } };
/** Sensors of a rail that is off read a little below zero. */
const railUnits: Units = { ...powerUnits, signed: true };
/** Degrees: a sensor of a part that is off. */
const offline = -256;
/** JetPack 4 prints power without a unit; of a name that is not known by it such a figure may be anything. */
const bareRails = /^(?:POM_|VDD_)|^(?:GPU|CPU|SOC|CV|VDDRQ|SYS5V)$/;
const engines: Readonly<Record<string, string>> = { EMC_FREQ: 'emc', GR3D_FREQ: 'gpu', GR3D2_FREQ: 'gpu2' };

class Reader {
  readonly sample = new Map<string, SampleCell>();
  readonly #line: ToolLine;
  readonly #found: Findings;

  constructor(line: ToolLine, found: Findings) {
    this.#line = line;
    this.#found = found;
  }

  take(word: string, next: string): void {
    const engine = Object.hasOwn(engines, word) ? engines[word] : undefined;
    const [, sensor, degrees] = /^([A-Za-z]\w*)@(\S+)$/.exec(word) ?? [];
    if (word === 'RAM' || word === 'SWAP') this.#takeMemory(word.toLowerCase(), next);
    else if (word === 'CPU' && next.startsWith('[')) this.#takeCores(next);
    else if (engine !== undefined) this.#takeEngine(engine, next);
    else if (sensor !== undefined && degrees !== undefined) this.#takeSensor(sensor, degrees);
    else if (/^[A-Z]\w*$/.test(word)) this.#takeRail(word, next);
  }

  #takeMemory(name: string, text: string): void {
    const [used = '', total = ''] = text.split('/');
    const unit = /[A-Za-z]+$/.exec(total)?.[0] ?? '';
    this.#set(`${name}_used`, `${used} ${unit}`, memoryUnits);
    this.#set(`${name}_total`, total, memoryUnits);
  }

  /** `[23%@2201,off]@102`: the last is a clock of all, as before JetPack 4. */
  #takeCores(text: string): void {
    const [, list = '', common] = /^\[(.*)\](?:@(\d+))?$/.exec(text) ?? [];
    for (const [at, core] of list.split(',').entries()) this.#takeEngine(`cpu${at}`, core);
    if (common !== undefined) this.#set('cpu_clock', `${common} MHz`, clockUnits);
  }

  /** `12%@[1300,1300]`, `12%@1300`, `12%`, `@[0,0,0]`, `off`; a graphics processor has a clock for each of its clusters. */
  #takeEngine(name: string, text: string): void {
    if (text === 'off') return void this.sample.set(`${name}_load`, { unit: 'ratio', value: null });
    const [, load, clocks] = /^([^@]+)?(?:@(.+))?$/.exec(text) ?? [];
    if (load !== undefined) this.#set(`${name}_load`, load, shareUnits);
    for (const [at, clock] of (clocks?.replace(/^\[(.*)\]$/, '$1').split(',') ?? []).entries())
      this.#set(at === 0 ? `${name}_clock` : `${name}_clock${at + 1}`, `${clock} MHz`, clockUnits);
  }

  /** `cpu@52.968C/52.968C`: since JetPack 7 twice; what the second is, is not documented. */
  #takeSensor(name: string, text: string): void {
    // Not a reading: it says 100 on every board.
    if (name === 'PMIC' && text === '100C') return;
    this.#set(`temperature:${name}`, text.split('/')[0] ?? '', temperatureUnits);
    const read = this.sample.get(`temperature:${name}`);
    if (read?.value === offline) this.sample.set(`temperature:${name}`, { ...read, value: null });
  }

  /** `5139mW/5139mW/5139mW`, `5139/5139`: of now, on average since the start; what the third is, is not documented. */
  #takeRail(name: string, text: string): void {
    const [now = '', average] = text.split('/');
    const bare = average !== undefined && !/[A-Za-z]/.test(text) && bareRails.test(name);
    // Not connected.
    if (name === 'NC' || (!bare && !/\dm?W(?:\/|$)/.test(text))) return;
    const unit = bare ? ' mW' : '';
    this.#set(`power:${name}`, `${now}${unit}`, railUnits);
    if (average !== undefined) this.#set(`power_average:${name}`, `${average}${unit}`, railUnits);
  }

  #set(column: string, text: string, units: Units): void {
    const value = readQuantity(text, units);
    const place = placeIn(this.#line, text.split(' ')[0] ?? text);
    if (typeof value === 'string') this.#found.refuse(column, value, place);
    else if (this.sample.has(column)) this.#found.refuse(column, 'told-twice', place);
    else this.sample.set(column, { unit: units.unit, value });
  }
}
