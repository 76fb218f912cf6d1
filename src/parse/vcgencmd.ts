/**
 * What `vcgencmd` of a Raspberry Pi prints: measure_temp, measure_clock, measure_volts, get_throttled, pmic_read_adc, alone or
 * one after the other in one file. It names neither the part whose temperature or voltage it was asked for, nor the clock: a
 * clock has a number. Asked again and again, every round is a row.
 */

import { type FigureName, Findings, type Place } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import { clockUnits, type NumberProblem, readQuantity, temperatureUnits, voltUnits } from './tool-number.js';
import type { ToolReading } from './tool-reading.js';
import { type SampleCell, SampleTable } from './tool-samples.js';
import { type PiReading, readPmicLine, sumOfRails } from './vcgencmd-pmic.js';
import { throttledFacts } from './vcgencmd-throttled.js';

export function parseVcgencmd(text: string): ToolReading {
  const found = new Findings();
  const rounds: Map<string, Read>[] = [];
  let whole = true;
  for (const line of toolLines(text)) {
    const words = line.text.trim();
    whole = line.ended || words === '';
    if (/^error=|^VCHI |^Can't open device file/.test(words)) found.say(words);
    else if (line.ended) takeLine(line, rounds, found);
    if (found.refused) break;
  }
  const [first, ...more] = rounds;
  const missing = whole ? [] : ['the end of the last line'];
  if (!first) return found.end(['temp=, frequency()=, volt=, throttled= or rails', ...missing]);
  if (more.length > 0) return found.end(missing, tableOf(rounds).rows('samples'));
  return endOne(first, found, missing);
}

interface Read {
  readonly place: Place;
  readonly reading: PiReading | string;
}

const throttled = 'throttled';

function takeLine(line: ToolLine, rounds: Map<string, Read>[], found: Findings): void {
  const words = line.text.trim();
  const reading = readThrottled(words) ?? readOf(words) ?? readPmicLine(words);
  if (reading === undefined) return;
  const key = typeof reading === 'string' ? throttled : columnOf(reading.figure);
  const problem = typeof reading === 'string' ? badBits(reading) : reading.value;
  if (typeof problem === 'string') return found.refuse(key, problem, line);
  // Asked once more: another round begins.
  if (rounds.length === 0 || rounds.at(-1)?.has(key)) rounds.push(new Map());
  rounds.at(-1)?.set(key, { place: line, reading });
}

function readThrottled(words: string): string | undefined {
  return /^throttled=(.*)$/.exec(words)?.[1];
}

function badBits(text: string): NumberProblem | undefined {
  return /^0x[0-9a-fA-F]{1,8}$/.test(text) ? undefined : 'not-a-number';
}

function readOf(words: string): PiReading | undefined {
  const [, label = '', clock, value = ''] = /^(temp|volt|frequency\((\d+)\))=(.*)$/.exec(words) ?? [];
  if (label === 'temp')
    return {
      figure: { name: 'temperature', statistic: 'value', scope: 'board', unit: 'celsius' },
      value: readQuantity(value, temperatureUnits),
    };
  if (label === 'volt')
    return {
      figure: { name: 'voltage', statistic: 'value', scope: 'board', unit: 'volts' },
      value: readQuantity(value, voltUnits),
    };
  if (clock === undefined) return undefined;
  return {
    figure: { name: 'clock', statistic: 'value', scope: `clock ${clock}`, unit: 'hertz' },
    value: readQuantity(`${value} Hz`, clockUnits),
  };
}

function columnOf({ name, scope }: FigureName): string {
  return scope === 'board' ? name : `${name}:${scope}`;
}

function endOne(round: ReadonlyMap<string, Read>, found: Findings, missing: readonly string[]): ToolReading {
  for (const { place, reading } of round.values())
    if (typeof reading === 'string')
      for (const [name, value] of throttledFacts(reading)) found.fact(name, value, place);
    else found.figure(reading.figure, reading.value, place);
  const rails = sumOfRails(
    [...round.values()].flatMap(({ place, reading }) => (typeof reading === 'string' ? [] : [{ ...reading, place }])),
  );
  if (rails.sum) found.figure(rails.sum.figure, rails.sum.watts, rails.sum.place);
  // What the board takes from its supply is more: losses, and all that hangs on rails without a sensor.
  if (rails.sum) found.setFact('power_is_less_than_input', true);
  return found.end([...rails.missing, ...missing]);
}

function tableOf(rounds: readonly ReadonlyMap<string, Read>[]): SampleTable {
  const table = new SampleTable();
  for (const round of rounds) {
    const cells = [...round].map(([column, { reading }]): [string, SampleCell] => {
      if (typeof reading === 'string') return [column, { unit: 'text', value: reading }];
      const { figure, value } = reading;
      return [column, { unit: figure.unit, value: typeof value === 'number' ? value : null }];
    });
    table.add(new Map(cells));
  }
  return table;
}
