/**
 * What `edgetpu_compiler` prints, of versions 2 to 16: whether it compiled the model, what of it the Edge TPU will compute, and
 * where its weights lie. It says nothing of operators that stay on the processor when there are none, and its exit codes are
 * not documented: what it did is known only from its own words, all of them.
 */
import { mappedOf, OperatorTable, operatorRows } from './edgetpu-operators.js';
import { Findings, type Place } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import { byteUnits, type NumberProblem, readCount, readQuantity, timeUnits } from './tool-number.js';
import type { ToolReading } from './tool-reading.js';

export function parseEdgetpuCompiler(text: string): ToolReading {
  const reader = new Reader();
  for (const line of toolLines(text)) {
    reader.take(line);
    if (reader.found.refused) break;
  }
  return reader.end();
}

/** By what stands before the colon. Each is rounded to a hundredth of its unit. */
const sizes: ReadonlyMap<string, { readonly name: string; readonly statistic: string; readonly scope: string }> =
  new Map([
    ['Input size', { name: 'size', statistic: 'value', scope: 'source' }],
    ['Output size', { name: 'size', statistic: 'value', scope: 'model' }],
    ['On-chip memory used for caching model parameters', onChip('used')],
    ['On-chip memory remaining for caching model parameters', onChip('remaining')],
    [
      'Off-chip memory used for streaming uncached model parameters',
      { name: 'off-chip-memory', statistic: 'used', scope: 'model' },
    ],
  ]);

const counts: ReadonlyMap<string, { readonly name: string; readonly statistic: string }> = new Map([
  ['Number of Edge TPU subgraphs', { name: 'subgraphs', statistic: 'value' }],
  ['Total number of operations', { name: 'operators', statistic: 'total' }],
  ['Number of operations that will run on Edge TPU', { name: 'operators', statistic: 'mapped' }],
  ['Number of operations that will run on CPU', { name: 'operators', statistic: 'unmapped' }],
]);

const texts: ReadonlyMap<string, string> = new Map([
  ['Input model', 'input'],
  ['Output model', 'output'],
]);

class Reader {
  readonly found = new Findings();
  readonly #table = new OperatorTable();
  /**
   * Since version 16 a child of it compiles, and its last line says how that ended. Where it searches for a part that
   * compiles, there are several, and the last word counts.
   */
  #child: 'none' | 'started' | 'failed' | 'succeeded' = 'none';
  /** What is printed last was printed. */
  #ended = false;
  #at: Place = { line: 1, column: 1, ended: true };
  /** The line after `Invalid model:` says why. */
  #invalid = '';

  take(line: ToolLine): void {
    const text = line.text.trim();
    if (this.#takeError(text) || this.#table.take(line, this.found)) return;
    const [, version] = /^Edge TPU Compiler version (\d[\w.]*)$/.exec(text) ?? [];
    if (version !== undefined) this.found.version(version, line);
    else if (text.startsWith('Started a compilation timeout timer')) this.#child = 'started';
    else if (/^Compilation succeeded!/.test(text) && line.ended) {
      this.#child = 'succeeded';
      // Where both streams are in one file, it may stand before all that the child printed, and ends nothing.
      this.#ended ||= this.found.has('operators', 'total', 'model');
    } else if (text.startsWith('Model successfully compiled but not all')) this.found.warn(text);
    else if (text.startsWith('See the operation log file')) this.#ended ||= line.ended;
    else this.#takeFigure(text, line);
  }

  end(): ToolReading {
    const { found } = this;
    const missing: string[] = [];
    if (!found.has('compile-time', 'value', 'conversion')) missing.push('compile-time');
    if (!found.has('operators', 'total', 'model')) missing.push('operators');
    if (this.#child === 'started' || this.#child === 'failed') missing.push('success');
    const total = found.valueOf('operators', 'total', 'model');
    const rows = operatorRows(this.#table);
    if (missing.length > 0 || total === null) return found.end(missing, rows);
    const mapped = mappedOf({ total, table: this.#table, ended: this.#ended, at: this.#at }, found);
    if (mapped === undefined) return found.end(['mapped-operators'], rows);
    found.setFact('operators', total);
    found.setFact('mapped_operators', mapped);
    found.setFact('mapped_share', total === 0 ? null : mapped / total);
    found.setFact('subgraphs', found.valueOf('subgraphs', 'value', 'model'));
    found.setFact('off_chip_bytes', found.valueOf('off-chip-memory', 'used', 'model'));
    return found.end([], rows);
  }

  #takeError(text: string): boolean {
    if (this.#invalid !== '' && text !== '') {
      this.found.say(`${this.#invalid} ${text}`);
      this.#invalid = '';
      return true;
    }
    if (text.startsWith('Invalid model:')) this.#invalid = text;
    else if (/^Compilation failed!$/.test(text)) this.#child = 'failed';
    else if (/^(?:ERROR:|Compilation failed:|Internal compiler error)/.test(text)) this.found.say(text);
    else return false;
    return true;
  }

  #takeFigure(text: string, line: ToolLine): void {
    // Models compiled in one call share the memory of the chip: none of them has the figures that it would have alone.
    if (text.startsWith('Models compiled successfully')) return this.found.refuse('input', 'too-many', line);
    const [, taken] = /^Model compiled successfully in (.*?)\.?$/.exec(text) ?? [];
    if (taken !== undefined) {
      const name = { name: 'compile-time', statistic: 'value', scope: 'conversion', unit: 'ns' } as const;
      this.found.figure(name, readQuantity(taken, timeUnits), line);
      return;
    }
    const at = text.indexOf(': ');
    if (at > 0) this.#takeNamed(text.slice(0, at), text.slice(at + 2).trim(), line);
  }

  #takeNamed(label: string, value: string, line: ToolLine): void {
    const { found } = this;
    const size = sizes.get(label);
    if (size) found.figure({ ...size, unit: 'bytes' }, wholeBytes(value), line);
    const count = counts.get(label);
    if (count) {
      this.#at = line;
      found.figure({ ...count, scope: 'model', unit: 'count' }, readCount(value), line);
    }
    const fact = texts.get(label);
    if (fact !== undefined) found.fact(fact, value, line);
  }
}

function wholeBytes(text: string): number | NumberProblem {
  const bytes = readQuantity(text, byteUnits);
  return typeof bytes === 'number' ? Math.round(bytes) : bytes;
}

function onChip(statistic: string): { readonly name: string; readonly statistic: string; readonly scope: string } {
  return { name: 'on-chip-memory', statistic, scope: 'model' };
}
