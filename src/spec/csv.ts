/**
 * CSV as RFC 4180 has it, with the place of every field, which no parser that we know of tells. A byte-order mark and either
 * kind of line end are taken; a quote that never ends, or text behind one, is an error and not a guess.
 */
import type { SourceText } from '#domain/diagnostic.js';
import type { Marker } from './marks.js';
import type { Problems } from './problems.js';

/** Offsets and not marks: a large table has many fields, and few of them are wrong. */
export interface CsvField {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type CsvRow = readonly CsvField[];

/** Far more than anybody publishes. */
const rowsMax = 10_000;
const fieldsMax = 200;

/** Rows in order; lines with nothing on them are none. Ends at the first quote that is wrong: nothing behind it is certain. */
export function readCsv({ text }: SourceText, marker: Marker, problems: Problems): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let row: CsvField[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const { wrong, ...field } = fieldAt(text, at);
    if (wrong) {
      problems.add('import/quote', marker(at, field.end), { wrong });
      return rows;
    }
    row.push(field);
    const separator = separators.exec(text.slice(field.end, field.end + 2))?.[0] ?? '';
    at = field.end + separator.length;
    if (separator !== ',') {
      if (row.length > 1 || field.text !== '') rows.push(row);
      row = [];
    }
    if (rows.length > rowsMax + 1 || row.length > fieldsMax) {
      problems.add('import/too-long', marker(field.start, field.end), { rows: rowsMax, fields: fieldsMax });
      return rows;
    }
  }
  // A comma at the very end of the text has an empty field behind it.
  return row.length === 0 ? rows : [...rows, [...row, { text: '', start: at, end: at }]];
}

const separators = /^(?:,|\r\n|\n|\r)/;

/** It ends where a comma, a line end or the end of the text is. */
interface Found extends CsvField {
  readonly wrong?: 'unended' | 'behind' | 'inside';
}

function fieldAt(text: string, start: number): Found {
  return text[start] === '"' ? quotedAt(text, start) : plainAt(text, start);
}

function plainAt(text: string, start: number): Found {
  let end = start;
  while (end < text.length && !/[,\r\n]/.test(text[end] ?? '')) end += 1;
  const found = text.slice(start, end);
  return found.includes('"') ? { text: '', start, end, wrong: 'inside' } : { text: found.trim(), start, end };
}

/** A quote inside is written twice. */
function quotedAt(text: string, start: number): Found {
  let found = '';
  let at = start + 1;
  for (let quote = text.indexOf('"', at); ; quote = text.indexOf('"', at)) {
    if (quote < 0) return { text: '', start, end: firstLineEnd(text, start), wrong: 'unended' };
    found += text.slice(at, quote);
    at = quote + 1;
    if (text[at] !== '"') break;
    found += '"';
    at += 1;
  }
  const isEnd = at >= text.length || /[,\r\n]/.test(text[at] ?? '');
  return isEnd ? { text: found, start, end: at } : { text: '', start, end: at + 1, wrong: 'behind' };
}

function firstLineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
