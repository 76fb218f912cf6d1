/**
 * What `vcgencmd` of a Raspberry Pi prints: measure_temp, measure_clock, measure_volts, get_throttled, pmic_read_adc, alone or
 * one after the other in one file, each once: it prints no time, and of two temperatures nobody knows which is meant. It names
 * neither the part whose temperature or voltage it was asked for, nor the clock: a clock has a number.
 */
import { type FigureName, Findings } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import { clockUnits, readQuantity, temperatureUnits, voltUnits } from './tool-number.js';
import type { ToolReading } from './tool-reading.js';
import { type PiReading, type RailReading, readPmicLine, sumOfRails } from './vcgencmd-pmic.js';
import { throttledFacts } from './vcgencmd-throttled.js';

export function parseVcgencmd(text: string): ToolReading {
  const found = new Findings();
  const readings: RailReading[] = [];
  let whole = true;
  for (const line of toolLines(text)) {
    const words = line.text.trim();
    whole = line.ended || words === '';
    if (/^error=|^VCHI |^Can't open device file/.test(words)) found.say(words);
    else if (line.ended) takeLine(line, readings, found);
    if (found.refused) break;
  }
  const missing = whole ? [] : ['end-of-the-last-line'];
  if (readings.length === 0 && found.factOf(throttled) === undefined) return found.end(['readings', ...missing]);
  const rails = sumOfRails(readings);
  if (rails.sum) {
    found.figure(rails.sum.figure, rails.sum.watts, rails.sum.place);
    // What the board takes from its supply is more: losses, and all that hangs on rails without a sensor.
    found.setFact('power_is_less_than_input', true);
  }
  return found.end([...rails.missing, ...missing]);
}

const throttled = 'throttled';

function takeLine(line: ToolLine, readings: RailReading[], found: Findings): void {
  const words = line.text.trim();
  const bits = /^throttled=(.*)$/.exec(words)?.[1];
  if (bits !== undefined) return takeThrottled(bits, line, found);
  const reading = readOf(words) ?? readPmicLine(words);
  if (!reading) return;
  found.figure(reading.figure, reading.value, line);
  readings.push({ ...reading, place: line });
}

function takeThrottled(text: string, line: ToolLine, found: Findings): void {
  if (!/^0x[0-9a-fA-F]{1,8}$/.test(text)) return found.refuse(throttled, 'not-a-number', line);
  if (found.factOf(throttled) !== undefined) return found.refuse(throttled, 'told-twice', line);
  for (const [name, value] of throttledFacts(text)) found.fact(name, value, line);
}

function readOf(words: string): PiReading | undefined {
  const [, label = '', clock, value = ''] = /^(temp|volt|frequency\((\d+)\))=(.*)$/.exec(words) ?? [];
  const scope = clock === undefined ? 'board' : `clock ${clock}`;
  const figure = (name: string, unit: FigureName['unit']): FigureName => ({ name, statistic: 'value', scope, unit });
  if (label === 'temp')
    return { figure: figure('temperature', 'celsius'), value: readQuantity(value, temperatureUnits) };
  if (label === 'volt') return { figure: figure('voltage', 'volts'), value: readQuantity(value, voltUnits) };
  if (clock === undefined) return undefined;
  return { figure: figure('clock', 'hertz'), value: readQuantity(`${value} Hz`, clockUnits) };
}
