/** YAML text → what the columns of a table mean. Where it names columns, that the table has them is checked with the table. */
import { err, ok, type Result } from '#core/result.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import {
  type Citation,
  type ColumnUse,
  type ImportedState,
  type ImportMapping,
  isWrittenUnit,
  type RowRule,
} from '#domain/imported.js';
import { type AxisName, axisName, type LevelId } from '#domain/names.js';
import type { Cursor } from './cursor.js';
import { readDocument } from './document.js';
import { levelOf, textAt, textsOf } from './fields.js';
import { checkMapping } from './import-references.js';
import type { Problems } from './problems.js';

export function readImportMapping(source: SourceText): Result<ImportMapping, Diagnostic[]> {
  const reading = readDocument(source, 'import-mapping');
  if (!reading.ok) return reading;
  const { root, problems } = reading.value;
  const columns = new Map<string, ColumnUse>();
  for (const [name, written] of members(root, 'columns')) {
    const use = readColumn(written, problems);
    if (use) columns.set(name, use);
  }
  const mapping: ImportMapping = {
    name: textAt(root, 'name') ?? '',
    source: readSource(root.at('source')),
    caveats: textsOf(root.at('caveats')) ?? [],
    weights: textAt(root, 'weights') ?? null,
    columns,
    constants: levelsAt(root.at('constants'), problems),
    facts: Object.fromEntries(members(root, 'facts').map(([name, { text = '' }]) => [name, text])),
    aliases: new Map(
      members(root, 'aliases').map(([axis, words]) => [axisName(axis), new Map(levels(words, problems))]),
    ),
    groups: (root.at('cells')?.items() ?? []).map((group) => textsOf(group) ?? []),
    rows: (root.at('rows')?.items() ?? []).map((rule) => readRule(rule, problems)),
  };
  checkMapping(root, mapping, problems);
  return problems.count > 0 ? err(problems.sorted()) : ok(mapping);
}

function readSource(cursor: Cursor | undefined): Citation {
  const year = cursor?.at('year')?.value;
  return {
    title: textAt(cursor, 'title') ?? '',
    by: textAt(cursor, 'by') ?? '',
    year: typeof year === 'number' ? year : null,
    where: textAt(cursor, 'where') ?? null,
    quotedBy: textAt(cursor, 'quoted_by') ?? null,
  };
}

/** What a column is, and which other keys it may have then. */
const kinds = ['axis', 'metric', 'fact', 'status', 'reason'] as const;
const companions: Readonly<Record<(typeof kinds)[number], readonly string[]>> = {
  axis: ['empty'],
  metric: ['unit', 'statistic', 'scope'],
  fact: [],
  status: [],
  reason: [],
};

function readColumn(written: Cursor, problems: Problems): ColumnUse | undefined {
  const kind = kinds.find((key) => written.at(key));
  if (kind === undefined) return undefined;
  const known: readonly string[] = [kind, ...companions[kind]];
  const others: readonly string[] = kinds;
  for (const [key, { keyMark }] of written.members()) {
    if (!known.includes(key) && !others.includes(key))
      problems.add('spec/unknown-key', keyMark, { key, known, suggestion: null });
  }
  if (kind === 'reason') return { kind };
  if (kind === 'fact') return { kind, name: textAt(written, 'fact') ?? '' };
  if (kind === 'status') return { kind, words: wordsOf(written.at('status')) };
  return kind === 'axis' ? readAxis(written, problems) : readMetric(written, problems);
}

function readAxis(written: Cursor, problems: Problems): ColumnUse {
  const empty = written.at('empty');
  const level = empty && levelOf(empty, problems);
  return { kind: 'axis', axis: axisName(textAt(written, 'axis') ?? ''), empty: level ?? null };
}

function readMetric(written: Cursor, problems: Problems): ColumnUse | undefined {
  const [unit, statistic] = [textAt(written, 'unit'), textAt(written, 'statistic')];
  for (const key of ['unit', 'statistic']) {
    if (!written.at(key))
      problems.add('spec/missing-key', written.at('metric')?.mark ?? written.mark, { key, in: 'metric' });
  }
  if (unit === undefined || statistic === undefined || !isWrittenUnit(unit)) return undefined;
  return {
    kind: 'metric',
    name: textAt(written, 'metric') ?? '',
    unit,
    statistic,
    scope: textAt(written, 'scope') ?? 'inference',
  };
}

function wordsOf(cursor: Cursor | undefined): ReadonlyMap<string, ImportedState> {
  return new Map(
    (cursor?.members() ?? []).map(([word, { value }]) => [word, value === 'unsupported' ? value : 'reported']),
  );
}

function readRule(rule: Cursor, problems: Problems): RowRule {
  return {
    match: new Map(members(rule, 'match').map(([column, { text = '' }]) => [column, text])),
    cells: (rule.at('cells')?.items() ?? []).map((cell) => levelsAt(cell, problems)),
    measuredOn: new Map(levels(rule.at('measured_on'), problems)),
    because: textAt(rule, 'because') ?? null,
    caveat: textAt(rule, 'caveat') ?? null,
    at: rule.mark,
  };
}

function members(cursor: Cursor, key: string): readonly (readonly [string, Cursor])[] {
  return cursor.at(key)?.members() ?? [];
}

function levels(cursor: Cursor | undefined, problems: Problems): readonly (readonly [string, LevelId])[] {
  return (cursor?.members() ?? []).flatMap(([name, written]) => {
    const level = levelOf(written, problems);
    return level === undefined ? [] : [[name, level] as const];
  });
}

function levelsAt(cursor: Cursor | undefined, problems: Problems): ReadonlyMap<AxisName, LevelId> {
  return new Map(levels(cursor, problems).map(([axis, level]) => [axisName(axis), level]));
}
