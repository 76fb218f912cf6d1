/** `parse` as text: figures as a table, what the tool said of itself, and where it cannot be read. */
import { visible } from '#wording/control.js';
import { byteCount, frequency, latency, percent, perSecond, plural } from '#wording/quantity.js';
import { type Column, plain, table, wrap } from '#wording/table.js';
import { missingWords, toolProblem } from '#wording/tool-problem.js';
import type { FigureView, ParseView, RowsView } from './parse.js';
import type { TextOptions } from './status-text.js';

export function parseText(view: ParseView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const { calledItself, version, warnings, said } = view;
  const head = [paint('title', version === null ? calledItself : `${calledItself} ${visible(version)}`)];
  const voices = [
    ...(said === null ? [] : wrap(`error     ${visible(said)}`, options.width, 10)),
    ...warnings.flatMap((warning) => wrap(`warning   ${visible(warning)}`, options.width, 10)),
  ];
  if (view.kind === 'unreadable') return [...head, ...voices, ...unreadableLines(view, paint)];
  return [
    ...head,
    ...figureLines(view.figures, options),
    ...factLines(view.facts, options),
    ...view.rows.flatMap((rows) => rowLines(rows, options)),
    ...voices,
    ...(view.kind === 'complete' ? [] : incompleteLines(view.missing, options)),
  ];
}

const figureColumns: readonly Column[] = [
  { title: 'figure' },
  { title: 'statistic' },
  { title: 'of' },
  { title: 'value', align: 'right' },
  { title: 'observations', align: 'right', drop: 2 },
  { title: 'line', align: 'right', drop: 1 },
];

function figureLines(figures: readonly FigureView[], { width, paint }: TextOptions): readonly string[] {
  if (figures.length === 0) return [];
  const rows = figures.map((figure) => [
    figure.name,
    figure.statistic,
    figure.scope,
    quantity(figure.value, figure.unit),
    figure.count === undefined ? '' : String(figure.count),
    String(figure.line),
  ]);
  return table(figureColumns, rows, { width, ...(paint ? { paint } : {}) }).lines;
}

function factLines(facts: ParseFacts, { width }: TextOptions): readonly string[] {
  const words = Object.entries(facts).map(
    ([name, value]) => `${visible(name)} ${value === null ? 'unknown' : visible(String(value))}`,
  );
  return words.length === 0 ? [] : wrap(`facts     ${words.join(', ')}`, width, 10);
}

type ParseFacts = Readonly<Record<string, string | number | boolean | null>>;

/** So many show what a table is like; `--json` has all of them. */
const rowsMost = 10;

function rowLines({ name, columns, rows }: RowsView, { width, paint }: TextOptions): readonly string[] {
  const shown = rows.slice(0, rowsMost).map((row) =>
    row.map((value, at) => {
      const unit = columns[at]?.unit ?? 'text';
      return typeof value === 'string' ? value : quantity(value, unit);
    }),
  );
  const titles = columns.map((column, at): Column => ({ title: column.name, ...(at === 0 ? {} : { drop: at }) }));
  const { lines, leftOut } = table(titles, shown, { width, ...(paint ? { paint } : {}) });
  const more = rows.length > rowsMost ? [`… and ${rows.length - rowsMost} more; --json has all`] : [];
  const hidden = leftOut.length > 0 ? [`no room for: ${leftOut.join(', ')}`] : [];
  return [`${visible(name)}: ${plural(rows.length, 'row')}`, ...lines, ...more, ...hidden];
}

function incompleteLines(missing: readonly string[], { width, paint = plain }: TextOptions): readonly string[] {
  return [paint('bad', `incomplete: no ${missing.join(', no ')}`), ...wrap(missingWords, width, 0)];
}

/** As a compiler says it, so that an editor can jump there. */
function unreadableLines(
  view: Extract<ParseView, { readonly kind: 'unreadable' }>,
  paint: NonNullable<TextOptions['paint']>,
): readonly string[] {
  const { file, line, column, figure, problem, text } = view;
  const number = String(line);
  return [
    paint(
      'bad',
      `${visible(file)}:${line}:${column}: unreadable: ${figure.replaceAll('-', ' ')}: ${toolProblem(problem)}`,
    ),
    ...(text === null ? [] : [`${number} | ${text}`, `${' '.repeat(number.length)} | ${' '.repeat(column - 1)}^`]),
  ];
}

const signs: Readonly<Record<string, string>> = {
  watts: 'W',
  joules: 'J',
  'per-joule': '/J',
  volts: 'V',
  amperes: 'A',
  celsius: '°C',
};

function quantity(value: number | null, unit: string): string {
  if (value === null) return 'unknown';
  if (unit === 'ns') return latency(value);
  if (unit === 'bytes') return byteCount(value);
  if (unit === 'hertz') return frequency(value);
  if (unit === 'per-second') return perSecond(value);
  if (unit === 'ratio') return value >= 0 && value <= 1 ? percent(value, 1) : String(value);
  const sign = signs[unit];
  return sign === undefined ? String(value) : `${Number(value.toPrecision(6))} ${sign}`;
}
