/** The CSV files of `hailortcli run --csv` and of `benchmark --csv`, a row a network; without units, and empty where not measured. */
import { HailoScopes } from './hailortcli-scopes.js';
import { type FigureName, Findings } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import {
  currentUnits,
  type NumberProblem,
  powerUnits,
  readCount,
  readNumber,
  readQuantity,
  temperatureUnits,
  timeUnits,
  type Units,
} from './tool-number.js';
import type { ToolReading } from './tool-reading.js';

interface Column {
  readonly name: string;
  readonly statistic: string;
  readonly scope: 'inference' | 'hw' | 'hw_only' | 'module';
  /** Nothing: something per second. */
  readonly units?: Units;
  readonly printed?: string;
}

const rate = { name: 'throughput', statistic: 'mean' } as const;
const latency = { name: 'latency', statistic: 'mean', units: timeUnits, printed: 'ms' } as const;

const columns: ReadonlyMap<string, Column> = new Map([
  ['fps', { ...rate, scope: 'inference' }],
  ['hw_only_fps', { ...rate, scope: 'hw_only' }],
  ['hw_latency', { ...latency, scope: 'hw' }],
  ['overall_latency', { ...latency, scope: 'inference' }],
  ...ofModule('power', { name: 'power', units: powerUnits, printed: 'W' }),
  ...ofModule('current', { name: 'current', units: currentUnits, printed: 'mA' }),
  ...ofModule('temp', { name: 'temperature', units: temperatureUnits, printed: 'C' }),
]);

export function isHailoCsv(text: string): boolean {
  return /(?:^|\n)\ufeff?net_name,/.test(text.slice(0, 10_000));
}

export function parseHailoCsv(text: string): ToolReading {
  const found = new Findings();
  const scopes = new HailoScopes(found);
  let header: readonly string[] | undefined;
  for (const line of toolLines(text)) {
    const cells = line.text.trim().split(',');
    if (!header) header = cells[0] === 'net_name' && line.ended ? cells : undefined;
    else if (cells.length > 1) takeRow({ line, header, cells }, { found, scopes });
    if (found.refused) break;
  }
  const some = ['inference', 'hw_only'].some((scope) => found.has('throughput', 'mean', scope));
  return found.end(some || found.has('latency', 'mean', 'hw') ? [] : ['throughput']);
}

interface Row {
  readonly line: ToolLine;
  readonly header: readonly string[];
  readonly cells: readonly string[];
}

function takeRow({ line, header, cells }: Row, { found, scopes }: { found: Findings; scopes: HailoScopes }): void {
  const cell = (name: string): string => cells[header.indexOf(name)]?.trim() ?? '';
  const [status, known] = [cell('status'), header.includes('status')];
  if (cells[0] === 'net_name') return found.refuse('columns', 'told-twice', line);
  // The row of a failure is shorter than its header, and may lack its end.
  if (known && status !== '0' && cells.length > 2) return found.say(cell('status_description'));
  if (line.ended) takeFigures({ line, header, cells }, { found, scopes });
}

function takeFigures({ line, header, cells }: Row, { found, scopes }: { found: Findings; scopes: HailoScopes }): void {
  const cell = (name: string): string => cells[header.indexOf(name)]?.trim() ?? '';
  // A decimal comma makes one cell two.
  if (cells.length !== header.length) return found.refuse('columns', 'wrong-form', line);
  scopes.enter('network', cell('net_name'), line);
  const frames = readCount(cell('num_of_frames'));
  for (const [name, column] of columns) {
    const value = cell(name);
    // The one module is told with every network.
    const again = column.scope === 'module' && found.has(column.name, column.statistic, 'module');
    if (value === '' || again) continue;
    const figure = figureOf(column, scopes);
    const counted = name === 'fps' && typeof frames === 'number';
    found.figure(counted ? { ...figure, count: frames } : figure, read(value, column), line);
  }
}

function figureOf({ name, statistic, scope, units }: Column, scopes: HailoScopes): FigureName {
  const whose = scope === 'module' ? scope : scopes.inference(scope);
  return { name, statistic, scope: whose, unit: units?.unit ?? 'per-second' };
}

function read(value: string, { units, printed = '' }: Column): number | null | NumberProblem {
  if (units) return readQuantity(`${value} ${printed}`, units);
  const rate = readNumber(value);
  return rate === 0 ? null : rate;
}

function ofModule(word: string, column: Omit<Column, 'statistic' | 'scope'>): readonly (readonly [string, Column])[] {
  const statistics = { min: 'min', average: 'mean', max: 'max' };
  return Object.entries(statistics).map(([prefix, statistic]) => [
    `${prefix}_${word}`,
    { ...column, statistic, scope: 'module' },
  ]);
}
