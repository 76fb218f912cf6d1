/** What is said about tables that are imported, and about the mappings that explain them. */
import type { DiagnosticCode } from '#domain/diagnostic.js';
import type { Facts } from '#domain/failure.js';
import { choice, list, quoted, text } from './diagnostic-facts.js';

type ImportCode = Extract<DiagnosticCode, `import/${string}`>;

const quotes: Readonly<Record<string, string>> = {
  unended: 'a quoted field never ends',
  behind: 'something stands behind the end of a quoted field',
  inside: 'a field holds a quote and is not quoted itself',
};

export const importWords: Readonly<Record<ImportCode, (facts: Facts) => { title: string; help?: string }>> = {
  'import/empty': (f) => ({
    title: f['header'] ? 'the table has names of columns and no row' : 'the table is empty',
    help: 'the first line names the columns, each further line is a row',
  }),
  'import/separator': (f) => ({
    title: `fields are separated by ${f['separator'] === 'tabs' ? 'tabs' : quoted(f, 'separator')}, and commas were expected`,
    help: 'save it as CSV with commas between the fields and points in the numbers',
  }),
  'import/quote': (f) => ({
    title: quotes[text(f, 'wrong')] ?? 'a quote stands where none can',
    help: 'a field with a comma, a quote or a line end is written in quotes, and a quote in it twice: "say ""so"""',
  }),
  'import/ragged': (f) => ({
    title: `this row has ${text(f, 'found')} fields, and the first line names ${text(f, 'expected')} columns`,
    help: 'a field with a comma in it is written in quotes; an unknown value is an empty field',
  }),
  'import/too-long': (f) => ({
    title: `a table has at most ${text(f, 'rows')} rows of ${text(f, 'fields')} fields`,
    help: 'split it into several tables',
  }),
  'import/unnamed-column': (f) => ({
    title: `column ${text(f, 'number')} has no name`,
    help: 'name it in the first line',
  }),
  'import/repeated-column': (f) => ({
    title: `column "${text(f, 'column')}" stands here twice`,
    help: 'rename one of them',
  }),
  'import/unknown-column': (f) => ({
    title: `the mapping does not say what column "${text(f, 'column')}" is`,
    help: `${choice(f, 'Columns of the mapping that the table lacks')} Nothing of a table is left out: say under \`columns\` whether it is an axis, a metric, a fact, the status or the reason.`,
  }),
  'import/missing-column': (f) => ({
    title: `the table has no column "${text(f, 'column')}", which the mapping explains`,
    help: `Columns here: ${list(f, 'known')}.`,
  }),
  'import/missing-axis': (f) => ({
    title: `no column gives the ${text(f, 'axis')} of a cell`,
    help: `name its column (\`axis: ${text(f, 'axis')}\`), or say it under \`constants\`: \`${text(f, 'axis')}: unknown\` if the source is silent`,
  }),
  'import/two-columns': (f) => ({
    title: `column "${text(f, 'column')}" gives ${text(f, 'what')} a second time`,
    help: 'keep one; where a row holds several cells, say under `cells` which columns each has',
  }),
  'import/no-level': (f) => ({
    title: `the ${text(f, 'axis')} of this row is empty`,
    help: `add \`empty: unknown\` to column ${text(f, 'column')} of the mapping if the source does not say it`,
  }),
  'import/not-a-level': (f) => ({
    title: `${quoted(f, 'value')} cannot be a level of ${text(f, 'axis')}`,
    help: `give it a name under \`aliases\`: \`${text(f, 'axis')}: { ${JSON.stringify(text(f, 'value'))}: … }\``,
  }),
  'import/not-a-number': (f) => ({
    title: `${quoted(f, 'value')} is no number`,
    help: f['comma']
      ? 'write a point and no comma: whether a comma parts thousands or decimals cannot be seen'
      : 'write digits and a point, without unit; what is not known is an empty field',
  }),
  'import/out-of-range': (f) => ({
    title: `${text(f, 'value')} cannot be a value of column "${text(f, 'column')}": it must be ${text(f, 'must')}`,
    help: 'what is not known is an empty field, never 0; is the unit in the mapping right?',
  }),
  'import/unknown-status': (f) => ({
    title: `the mapping does not say what status ${quoted(f, 'value')} means`,
    help: `add it to \`status\`: reported or unsupported. Known: ${list(f, 'known')}.`,
  }),
  'import/duplicate-cell': (f) => ({
    title: `${text(f, 'cell')} stands in line ${text(f, 'line')} already`,
    help: 'a cell has one row; if something tells the two apart, make it an axis or a fact of the mapping',
  }),
  'import/rule-unused': () => ({
    title: 'this rule fits no row of the table',
    help: 'its words are those of the table, before aliases; capitals count',
  }),
};
