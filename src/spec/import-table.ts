/** CSV text and its mapping → cells with what the table says of each, or everything that is wrong with it. Never a part of it. */
import { matchesGlob } from '#core/glob.js';
import { err, ok, type Result } from '#core/result.js';
import { suggest } from '#core/suggest.js';
import type { Diagnostic, Mark, SourceText } from '#domain/diagnostic.js';
import type { ImportedCell, ImportedTable, ImportMapping, RowRule } from '#domain/imported.js';
import { type CsvField, type CsvRow, readCsv } from './csv.js';
import { groupsOf } from './import-references.js';
import { cellsOfRow, type Row } from './import-row.js';
import { createMarker, type Marker } from './marks.js';
import { createProblems, type Problems } from './problems.js';
import { checkText } from './text.js';

export function readTable(source: SourceText, mapping: ImportMapping): Result<ImportedTable, Diagnostic[]> {
  const problems = createProblems();
  const marker = createMarker(source);
  checkText(source, marker, problems);
  if (problems.count > 0) return err(problems.sorted());
  const [header, ...rows] = readCsv(source, marker, problems);
  if (problems.count > 0) return err(problems.sorted());
  if (!header || rows.length === 0)
    problems.add('import/empty', { file: source.name }, { header: header !== undefined });
  else if (checkHeader(header, mapping, { marker, problems })) {
    const columns = header.map(({ text }) => text);
    const cells = cellsOf(rows, { mapping, columns, marker, problems });
    if (problems.count === 0) return ok({ mapping, columns, cells });
  }
  return err(problems.sorted());
}

interface Where {
  readonly marker: Marker;
  readonly problems: Problems;
}

/** Names and columns of the mapping are the same ones. False where nothing below them could be understood. */
function checkHeader(header: CsvRow, mapping: ImportMapping, where: Where): boolean {
  const [first] = header;
  if (!first || !checkSeparator(header, where)) return false;
  const { marker, problems } = where;
  const names = header.map(({ text }) => text);
  const missing = [...mapping.columns.keys()].filter((name) => !names.includes(name));
  for (const [at, { text, start, end }] of header.entries()) {
    const mark = marker(start, Math.max(end, start + 1));
    if (text === '') problems.add('import/unnamed-column', mark, { number: at + 1 });
    else if (names.indexOf(text) < at) problems.add('import/repeated-column', mark, { column: text });
    else if (!mapping.columns.has(text))
      problems.add('import/unknown-column', mark, { column: text, known: missing, suggestion: suggest(text, missing) });
  }
  if (problems.count === 0)
    for (const column of missing)
      problems.add('import/missing-column', marker(first.start, first.end), { column, known: names });
  return problems.count === 0;
}

/** One field that others stand between: the programs of half of Europe write semicolons, since their numbers have commas. */
function checkSeparator([only, another]: CsvRow, { marker, problems }: Where): boolean {
  const separator = only && !another ? /[;\t|]/.exec(only.text)?.[0] : undefined;
  if (!only || separator === undefined) return true;
  const facts = { separator: separator === '\t' ? 'tabs' : separator };
  problems.add('import/separator', marker(only.start, only.end), facts);
  return false;
}

interface Table extends Where {
  readonly mapping: ImportMapping;
  readonly columns: readonly string[];
}

function cellsOf(rows: readonly CsvRow[], table: Table): readonly ImportedCell[] {
  const { mapping, problems } = table;
  const groups = groupsOf(mapping);
  const known = new Map<string, ImportedCell>();
  const used = new Set<RowRule>();
  for (const fields of rows) {
    const row = rowOf(fields, table);
    if (!row) continue;
    for (const rule of row.rules) used.add(rule);
    for (const cell of cellsOfRow({ ...row, groups })) {
      const before = known.get(cell.key);
      if (before) problems.add('import/duplicate-cell', row.whole, { cell: cell.slug, line: before.line });
      else known.set(cell.key, cell);
    }
  }
  for (const rule of mapping.rows) if (!used.has(rule)) problems.add('import/rule-unused', rule.at, {});
  return [...known.values()];
}

type PlacedRow = Omit<Row, 'groups'> & { readonly whole: Mark };

/** Undefined where it has more or fewer fields than the table has columns: which are which is not known then. */
function rowOf(fields: CsvRow, { mapping, columns, marker, problems }: Table): PlacedRow | undefined {
  const whole = marker(fields[0]?.start ?? 0, fields.at(-1)?.end ?? 0);
  if (fields.length !== columns.length) {
    problems.add('import/ragged', whole, { found: fields.length, expected: columns.length });
    return undefined;
  }
  const byColumn = new Map(fields.map((field, at) => [columns[at] ?? '', field]));
  const rules = mapping.rows.filter(({ match }) => fits(match, byColumn));
  return { mapping, rules, byColumn, line: whole.span?.line ?? 0, marker, problems, whole };
}

function fits(match: ReadonlyMap<string, string>, row: ReadonlyMap<string, CsvField>): boolean {
  return [...match].every(([column, pattern]) => matchesGlob(pattern, row.get(column)?.text ?? ''));
}
