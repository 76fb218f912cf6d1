/**
 * What `nvidia-smi --query-gpu=… --format=csv` prints, a row a sample and a card, with units in its values or without. Units are
 * known by its first line alone: without one (`noheader`) nothing is. Its power may be an average over a second, by model.
 */

import { smiUnits } from './nvidia-smi-units.js';
import { Findings } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import { type NumberProblem, readCount, readNumber, readQuantity, type Units } from './tool-number.js';
import type { ToolReading } from './tool-reading.js';
import { type Sample, type SampleCell, SampleTable } from './tool-samples.js';

export function parseNvidiaSmi(text: string): ToolReading {
  const found = new Findings();
  const table = new SampleTable();
  let header: readonly Column[] | undefined;
  let whole = true;
  for (const line of toolLines(text)) {
    const words = line.text.trim();
    whole = line.ended || words === '';
    if (isOther(words)) takeOther(words, found);
    else if (header) takeRow(line, { header, table, found });
    else header = readHeader(line, found);
    if (found.refused) break;
  }
  if (!header) return found.end(['headings']);
  tellCard(header, table, found);
  const missing = table.count === 0 ? ['rows'] : [];
  return found.end(whole ? missing : [...missing, 'end-of-the-last-line'], table.rows('samples'));
}

/** Of the first row; others may be of other cards. */
function tellCard(header: readonly Column[], table: SampleTable, found: Findings): void {
  const first = table.rows('samples')[0]?.rows[0] ?? [];
  for (const name of ['name', 'driver_version']) {
    const value = first[header.findIndex(({ heading }) => heading === name)];
    if (typeof value === 'string') found.setFact(name, value);
  }
}

interface Rows {
  readonly header: readonly Column[];
  readonly table: SampleTable;
  readonly found: Findings;
}

function takeRow(line: ToolLine, { header, table, found }: Rows): void {
  // Started once more into the same file.
  const again = line.text.trim() === header.map(({ heading }) => heading).join(', ');
  const sample = line.ended && !again ? readRow(line, header, found) : undefined;
  if (sample) table.add(sample);
}

interface Column {
  /** As printed. */
  readonly heading: string;
  readonly name: string;
  /** As printed between brackets; a temperature has none there. */
  readonly unit: string | undefined;
  readonly units: Units | 'count' | 'text';
}

/** A row of one cell is possible: the query may have asked for one thing. */
function isOther(words: string): boolean {
  return words === '' || (!words.includes(', ') && /\s\w+\s\w+/.test(words));
}

function takeOther(words: string, found: Findings): void {
  if (/^(?:Unable to determine|NVIDIA-SMI has failed|Failed to initialize NVML|No devices were found)/.test(words))
    found.say(words);
}

function readHeader(line: ToolLine, found: Findings): readonly Column[] | undefined {
  const columns = line.text.split(',').map((cell): Column | undefined => {
    const [, name, unit] = /^([a-z][a-z0-9_.]*)(?: \[(.+)\])?$/.exec(cell.trim()) ?? [];
    return name === undefined ? undefined : { heading: cell.trim(), name, unit, units: smiUnits(name, unit) };
  });
  const named = columns.filter((column) => column !== undefined);
  if (!line.ended) return undefined;
  if (named.length === columns.length) return named;
  found.refuse('columns', 'wrong-form', line);
  return undefined;
}

function readRow(line: ToolLine, header: readonly Column[], found: Findings): Sample | undefined {
  const cells = line.text.split(',').map((cell) => cell.trim());
  // A decimal comma makes one cell two.
  if (cells.length !== header.length) {
    found.refuse('columns', 'wrong-form', line);
    return undefined;
  }
  const sample = new Map<string, SampleCell>();
  for (const [at, column] of header.entries()) {
    const value = readCell(cells[at] ?? '', column);
    const unit = typeof column.units === 'string' ? column.units : column.units.unit;
    if (typeof value === 'object' && value !== null) {
      found.refuse(column.name, value.problem, { ...line, column: line.text.indexOf(cells[at] ?? '') + 1 });
      return undefined;
    }
    sample.set(column.name, { unit, value });
  }
  return sample;
}

function readCell(text: string, { unit, units }: Column): number | string | null | { readonly problem: NumberProblem } {
  if (/^\[.*\]$|^N\/A$/.test(text)) return null;
  if (units === 'text') return text;
  if (units === 'count') return refused(readCount(text));
  // Asked for without units they stand in the heading alone; a temperature has its unit nowhere.
  const bare = typeof readNumber(text) === 'number';
  return refused(readQuantity(bare ? `${text} ${unit ?? 'C'}` : text, units));
}

function refused(value: number | NumberProblem): number | { readonly problem: NumberProblem } {
  return typeof value === 'number' ? value : { problem: value };
}
