/** What a mapping says about columns must be about columns that it has, and of each cell nothing may be said twice. */
import { suggest } from '#core/suggest.js';
import type { Mark } from '#domain/diagnostic.js';
import type { ColumnUse, ImportMapping } from '#domain/imported.js';
import { requiredAxes } from '#domain/levels.js';
import { axisName } from '#domain/names.js';
import type { Cursor } from './cursor.js';
import type { Problems } from './problems.js';

export function checkMapping(root: Cursor, mapping: ImportMapping, problems: Problems): void {
  checkNames(root, mapping, problems);
  const groups = groupsOf(mapping);
  for (const group of groups) checkTwice(root, { mapping, group }, problems);
  for (const axis of requiredAxes) {
    if (mapping.constants.has(axisName(axis)) || groups.every((group) => hasAxis(mapping, group, axis))) continue;
    problems.add('import/missing-axis', root.at('columns')?.keyMark ?? root.mark, { axis });
  }
}

/** The columns of each cell of a row. */
export function groupsOf({ columns, groups }: ImportMapping): readonly (readonly string[])[] {
  const names = [...columns.keys()];
  if (groups.length === 0) return [names];
  const owned = new Set(groups.flat());
  return groups.map((group) => names.filter((name) => group.includes(name) || !owned.has(name)));
}

function hasAxis({ columns }: ImportMapping, group: readonly string[], axis: string): boolean {
  return group.some((name) => {
    const use = columns.get(name);
    return use?.kind === 'axis' && use.axis === axis;
  });
}

interface Group {
  readonly mapping: ImportMapping;
  readonly group: readonly string[];
}

/** A cell has one level on an axis and one figure for a metric. */
function checkTwice(root: Cursor, { mapping, group }: Group, problems: Problems): void {
  const said = new Set([...mapping.constants.keys()].map((axis) => `the axis ${axis}`));
  for (const name of Object.keys(mapping.facts)) said.add(`the fact ${name}`);
  for (const column of group) {
    const use = mapping.columns.get(column);
    const what = use && subjectOf(use);
    if (what !== undefined && said.has(what))
      problems.add('import/two-columns', root.at('columns')?.at(column)?.keyMark ?? root.mark, { column, what });
    if (what !== undefined) said.add(what);
  }
}

function subjectOf(use: ColumnUse): string {
  if (use.kind === 'axis') return `the axis ${use.axis}`;
  if (use.kind === 'fact') return `the fact ${use.name}`;
  if (use.kind === 'metric') return `the metric ${use.name}, ${use.statistic} of ${use.scope}`;
  return use.kind === 'status' ? 'the status' : 'the reason';
}

function checkNames(root: Cursor, { columns }: ImportMapping, problems: Problems): void {
  const written = members(root, 'columns').map(([name]) => name);
  const figures = [...columns].flatMap(([name, { kind }]) => (kind === 'metric' ? [name] : []));
  const check = (name: string, mark: Mark, known = written): void => {
    if (known.includes(name)) return;
    const what = known === figures ? 'column of a metric' : 'column';
    problems.add('spec/unknown-name', mark, { what, name, known, suggestion: suggest(name, known) });
  };
  for (const group of root.at('cells')?.items() ?? [])
    for (const { text = '', mark } of group.items()) check(text, mark);
  for (const rule of root.at('rows')?.items() ?? []) {
    for (const [name, { keyMark }] of members(rule, 'match')) check(name, keyMark);
    for (const [name, { keyMark }] of members(rule, 'measured_on')) check(name, keyMark, figures);
  }
}

function members(cursor: Cursor, key: string): readonly (readonly [string, Cursor])[] {
  return cursor.at(key)?.members() ?? [];
}
