/** A part of what `hailortcli` prints that holds figures, and the words that all its parts have in common. */
import type { HailoScopes } from './hailortcli-scopes.js';
import type { FigureName, Findings } from './tool-findings.js';
import type { ToolLine } from './tool-lines.js';
import {
  currentUnits,
  type NumberProblem,
  powerUnits,
  readNumber,
  readQuantity,
  temperatureUnits,
  timeUnits,
  type Units,
} from './tool-number.js';

interface Rate {
  readonly value: string;
  readonly mode?: string | undefined;
  readonly count?: number | undefined;
}

export abstract class HailoSection {
  begun = false;
  open = false;
  protected readonly found: Findings;
  protected readonly scopes: HailoScopes;

  constructor(found: Findings, scopes: HailoScopes) {
    this.found = found;
    this.scopes = scopes;
  }

  abstract begins(line: ToolLine): boolean;
  abstract take(line: ToolLine): void;
  /** Of a section that has begun: what it must have printed and has not. */
  abstract missing(): string[];

  protected figure(name: FigureName, value: number | null | NumberProblem, line: ToolLine): void {
    this.found.figure(name, value, line);
  }

  protected throughput({ value, mode, count }: Rate, line: ToolLine): void {
    const counted = count === undefined ? {} : { count };
    const scope = this.scopes.inference(mode);
    const read = readNumber(value);
    // Nothing was inferred: that is no rate.
    const rate = read === 0 ? null : typeof read === 'number' && read < 0 ? 'negative' : read;
    this.figure({ name: 'throughput', statistic: 'mean', scope, unit: 'per-second', ...counted }, rate, line);
  }

  /** `HW` is the time on the chip, averaged over all frames; `overall` is what the program that asks waits for. */
  protected latency(kind: string, value: string, line: ToolLine): void {
    const scope = this.scopes.inference(kind.toLowerCase() === 'hw' ? 'hw' : undefined);
    const name = { name: 'latency', statistic: 'mean', scope, unit: 'ns' } as const;
    this.figure(name, value === 'NaN (err)' ? null : readQuantity(value, timeUnits), line);
  }

  /** `Average power consumption: 3.64 W` */
  protected measurement(text: string, line: ToolLine): boolean {
    const [, word = '', what = '', value = ''] =
      /^(Minimum|Average|Maximum) (power|current|chip temperature)(?: consumption)?: (.*)$/.exec(text) ?? [];
    const statistic = hailoStatistics.get(word);
    const measured = measures.get(what);
    if (!statistic || !measured) return false;
    const name = { name: measured.name, statistic, scope: this.scopes.module(), unit: measured.units.unit };
    this.figure(name, readQuantity(value, measured.units), line);
    return true;
  }
}

export const hailoStatistics: ReadonlyMap<string, string> = new Map([
  ['Minimum', 'min'],
  ['Average', 'mean'],
  ['Maximum', 'max'],
  ['Min', 'min'],
  ['Max', 'max'],
]);

interface Measured {
  readonly name: string;
  readonly units: Units;
  /** The unit of one printed without. */
  readonly bare: string;
}

export const measures: ReadonlyMap<string, Measured> = new Map([
  ['power', { name: 'power', units: powerUnits, bare: 'W' }],
  ['current', { name: 'current', units: currentUnits, bare: 'mA' }],
  ['temperature', { name: 'temperature', units: temperatureUnits, bare: 'C' }],
  ['chip temperature', { name: 'temperature', units: temperatureUnits, bare: 'C' }],
]);
