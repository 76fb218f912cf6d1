/**
 * CSV as RFC 4180 has it, in UTF-8 and with a bare line feed at the end of each record, which every reader takes and which
 * tools that work by lines need. Unknown is an empty field.
 */
import { visible } from '#wording/control.js';

export type CsvValue = string | number | boolean | null;

export interface CsvColumn<Row> {
  readonly name: string;
  readonly of: (row: Row) => CsvValue;
}

/** Lines with their line feeds: the names first, then a record for each row. */
export function* csvLines<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): Generator<string> {
  yield csvLine(columns.map(({ name }) => name));
  yield* csvRecords(columns, rows);
}

/** The records alone, for more rows of the same columns. */
export function* csvRecords<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): Generator<string> {
  for (const row of rows) yield csvLine(columns.map(({ of }) => of(row)));
}

function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(field).join(',')}\n`;
}

/** Numbers as ECMAScript prints them: the shortest text that reads back as the same double. */
function field(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = harmless(visible(value));
  return /[",\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"): a reason quotes
 * what a board said, and a board may say `=HYPERLINK(…)`. Names of levels, boards and metrics never begin like that.
 */
function harmless(text: string): string {
  return /^\s*[=+\-@]/.test(text) ? `'${text}` : text;
}
