/** One row of a table → its cells: one, or as many as the mapping says that it holds. */
import { cellOf, slugOf } from '#domain/cell.js';
import type {
  ColumnUse,
  ImportedCell,
  ImportedMetric,
  ImportedState,
  ImportMapping,
  RowRule,
} from '#domain/imported.js';
import { requiredAxes } from '#domain/levels.js';
import { type AxisName, type LevelId, levelId } from '#domain/names.js';
import type { CsvField } from './csv.js';
import { isLevel } from './fields.js';
import { figureAt } from './import-figure.js';
import type { Marker } from './marks.js';
import type { Problems } from './problems.js';

export interface Row {
  readonly mapping: ImportMapping;
  /** The columns of each of its cells. */
  readonly groups: readonly (readonly string[])[];
  /** Those that fit it. */
  readonly rules: readonly RowRule[];
  readonly byColumn: ReadonlyMap<string, CsvField>;
  readonly line: number;
  readonly marker: Marker;
  readonly problems: Problems;
}

/** Cells of one row that turn out to be the same one are one cell with the figures of both. */
export function cellsOfRow(row: Row): readonly ImportedCell[] {
  const cells = new Map<string, ImportedCell>();
  for (const group of row.groups.filter((each) => isThere(row, each))) {
    const parts = partsOf(row, group);
    for (const levels of variantsOf(parts.levels, row.rules)) {
      const cell = cellOf(levels);
      const before = cells.get(cell.key);
      const device = levels.get('device' as AxisName) ?? '';
      const made = {
        key: cell.key,
        slug: slugOf(cell),
        levels: Object.fromEntries(levels),
        ...bodyOf(row, parts, device),
      };
      cells.set(cell.key, before ? together(before, made, row) : made);
    }
  }
  return [...cells.values()];
}

/** Of a row with several cells: one whose own columns are all empty was not measured, and nothing is said of it. */
function isThere({ mapping, byColumn }: Row, group: readonly string[]): boolean {
  const own = mapping.groups.length === 0 ? [] : group.filter((name) => mapping.groups.flat().includes(name));
  return own.length === 0 || own.some((name) => byColumn.get(name)?.text !== '');
}

interface Parts {
  readonly levels: ReadonlyMap<AxisName, LevelId>;
  readonly facts: Readonly<Record<string, string>>;
  readonly metrics: readonly ImportedMetric[];
  readonly written: Readonly<Record<string, string>>;
  readonly state: ImportedState;
  readonly reason: string | null;
}

function partsOf(row: Row, group: readonly string[]): Parts {
  const { mapping, byColumn } = row;
  const levels = new Map(mapping.constants);
  const facts: Record<string, string> = { ...mapping.facts };
  const metrics: ImportedMetric[] = [];
  const written: Record<string, string> = {};
  let [state, word, reason]: [ImportedState, string | null, string | null] = ['reported', null, null];
  for (const column of group) {
    const [use, field] = [mapping.columns.get(column), byColumn.get(column)];
    if (!use || !field) continue;
    if (field.text !== '') written[column] = field.text;
    if (use.kind === 'axis') setLevel(levels, { row, use, field, column });
    else if (field.text === '') continue;
    else if (use.kind === 'fact') facts[use.name] = field.text;
    else if (use.kind === 'reason') reason = field.text;
    else if (use.kind === 'status') [state, word] = [stateAt(row, use, field), field.text];
    else metrics.push(...figureAt(field, { column, use, where: row }));
  }
  return { levels, facts, metrics, written, state, reason: state === 'unsupported' ? (reason ?? word) : null };
}

interface LevelPlace {
  readonly row: Row;
  readonly use: Extract<ColumnUse, { kind: 'axis' }>;
  readonly field: CsvField;
  readonly column: string;
}

function setLevel(levels: Map<AxisName, LevelId>, { row, use, field, column }: LevelPlace): void {
  const { axis, empty } = use;
  const { text, start, end } = field;
  const mark = () => row.marker(start, Math.max(end, start + 1));
  if (text === '') {
    if (empty !== null) levels.set(axis, empty);
    else if (requiredAxes.includes(axis)) row.problems.add('import/no-level', mark(), { axis, column });
    return;
  }
  const level = row.mapping.aliases.get(axis)?.get(text) ?? levelId(text);
  if (isLevel(level)) levels.set(axis, level);
  else row.problems.add('import/not-a-level', mark(), { axis, value: text });
}

function stateAt(row: Row, { words }: Extract<ColumnUse, { kind: 'status' }>, field: CsvField): ImportedState {
  const state = words.get(field.text);
  if (state === undefined)
    row.problems.add('import/unknown-status', row.marker(field.start, field.end), {
      value: field.text,
      known: [...words.keys()],
    });
  return state ?? 'reported';
}

/** As it stands, or as often as rules say that it is several. */
function variantsOf(
  levels: ReadonlyMap<AxisName, LevelId>,
  rules: readonly RowRule[],
): readonly ReadonlyMap<AxisName, LevelId>[] {
  let variants = [levels];
  for (const { cells } of rules) {
    if (cells.length > 0) variants = variants.flatMap((before) => cells.map((own) => new Map([...before, ...own])));
  }
  return variants;
}

type Body = Omit<ImportedCell, 'key' | 'slug' | 'levels'>;

function bodyOf({ rules, line }: Row, { facts, metrics, written, state, reason }: Parts, device: string): Body {
  const on = new Map(rules.flatMap(({ measuredOn }) => [...measuredOn]));
  const placed = metrics.map((metric): ImportedMetric => {
    const measuredOn = on.get(metric.column);
    return measuredOn === undefined || measuredOn === device ? metric : { ...metric, measuredOn };
  });
  const caveats = rules.flatMap(({ caveat }) => caveat ?? []);
  return { state, reason, metrics: placed, facts, written, caveats, line };
}

function together(one: ImportedCell, other: ImportedCell, row: Row): ImportedCell {
  const columns = new Set(one.metrics.map(({ column }) => column));
  const added = other.metrics.filter(({ column }) => !columns.has(column));
  const identities = new Set(one.metrics.map(identityOf));
  if (added.some((metric) => identities.has(identityOf(metric)))) {
    const [first] = row.byColumn.values();
    row.problems.add('import/duplicate-cell', row.marker(first?.start ?? 0, (first?.start ?? 0) + 1), {
      cell: one.slug,
      line: row.line,
    });
  }
  return { ...one, metrics: [...one.metrics, ...added], written: { ...one.written, ...other.written } };
}

function identityOf({ name, statistic, scope }: ImportedMetric): string {
  return [name, statistic, scope].join(' ');
}
