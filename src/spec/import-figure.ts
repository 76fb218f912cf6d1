/** A figure of a table in the unit that we keep. Digits and a point: any other way of writing numbers is refused, never guessed. */
import { type ColumnUse, type ImportedMetric, writtenUnits } from '#domain/imported.js';
import type { CsvField } from './csv.js';
import type { Marker } from './marks.js';
import type { Problems } from './problems.js';

interface Figure {
  readonly column: string;
  readonly use: Extract<ColumnUse, { kind: 'metric' }>;
  readonly where: { readonly marker: Marker; readonly problems: Problems };
}

export function figureAt({ text, start, end }: CsvField, { column, use, where }: Figure): readonly ImportedMetric[] {
  const { name, statistic, scope, unit: written } = use;
  const [unit, power] = writtenUnits[written];
  const [, digits, exponent = '0'] = /^([+-]?\d+(?:\.\d+)?)(?:[eE]([+-]?\d{1,3}))?$/.exec(text) ?? [];
  const mark = () => where.marker(start, end);
  if (digits === undefined) {
    where.problems.add('import/not-a-number', mark(), { column, value: text, comma: /^[+-]?\d[\d.]*,\d+$/.test(text) });
    return [];
  }
  // The power of ten is moved in the text: 2.67 ms are 2670000 ns, and 2.67 * 1e6 is something more.
  const value = Number(`${digits}e${Number(exponent) + power}`);
  const must = boundOf(written, unit, value);
  if (must === null) return [{ name, statistic, scope, unit, source: 'reported', value, column }];
  where.problems.add('import/out-of-range', mark(), { column, value: text, must });
  return [];
}

/** What it would have to be; null where it is. */
function boundOf(written: string, unit: ImportedMetric['unit'], value: number): string | null {
  if (!Number.isFinite(value)) return 'a number that a computer can hold';
  if (written === 'percent' && (value < 0 || value > 1)) return 'from 0 to 100';
  if ((unit === 'ns' || unit === 'per-second') && value <= 0) return 'greater than 0';
  return value < 0 && unit !== 'celsius' ? 'not below 0' : null;
}
