/** The rails of `vcgencmd pmic_read_adc` of a Raspberry Pi 5: a current and a voltage each, and two voltages alone. */
import type { FigureName, Place } from './tool-findings.js';
import { currentUnits, type NumberProblem, readQuantity, voltUnits } from './tool-number.js';

/** A reading of one thing. */
export interface PiReading {
  readonly figure: FigureName;
  readonly value: number | NumberProblem;
}

/** The supply and the battery of the clock: their currents are not measured. */
const withoutCurrent: ReadonlySet<string> = new Set(['EXT5V', 'BATT']);

/** `VDD_CORE_A current(7)=1.11625000A` */
export function readPmicLine(words: string): PiReading | undefined {
  const [, scope, letter, kind, value = ''] = /^(\w{1,40})_([AV]) (current|volt)\(\d+\)=(.*)$/.exec(words) ?? [];
  if (scope === undefined || (letter === 'A') !== (kind === 'current')) return undefined;
  const [name, units] = letter === 'A' ? (['current', currentUnits] as const) : (['voltage', voltUnits] as const);
  return { figure: { name, statistic: 'value', scope, unit: units.unit }, value: readQuantity(value, units) };
}

export interface RailReading extends PiReading {
  readonly place: Place;
}

interface Rails {
  readonly sum: { readonly figure: FigureName; readonly watts: number; readonly place: Place } | undefined;
  /** All currents are printed before all voltages: what was cut off is missed here. */
  readonly missing: readonly string[];
}

export function sumOfRails(readings: readonly RailReading[]): Rails {
  const currents = new Map(
    readings.filter(({ figure }) => figure.name === 'current').map((one) => [one.figure.scope, one]),
  );
  const voltages = new Map(
    readings
      .filter(({ figure }) => figure.name === 'voltage' && figure.scope !== 'board')
      .map((one) => [one.figure.scope, one]),
  );
  const missing = [
    ...[...currents.keys()].filter((rail) => !voltages.has(rail)).map((rail) => `${rail}_V`),
    ...[...voltages.keys()]
      .filter((rail) => !currents.has(rail) && !withoutCurrent.has(rail))
      .map((rail) => `${rail}_A`),
  ];
  const place = [...currents.values()][0]?.place;
  if (!place || missing.length > 0) return { sum: undefined, missing };
  const watts = [...currents].reduce((sum, [rail, { value }]) => {
    const volts = voltages.get(rail)?.value;
    return typeof value === 'number' && typeof volts === 'number' ? sum + value * volts : sum;
  }, 0);
  const figure = { name: 'power', statistic: 'sum', scope: 'rails', unit: 'watts', count: currents.size } as const;
  return { sum: { figure, watts, place }, missing };
}
