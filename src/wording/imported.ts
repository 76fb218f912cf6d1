/** Words for figures of others: who says them, what must be known of them, and what cannot be done with them. */
import type { Citation, ImportedMetric, ImportedState } from '#domain/imported.js';
import type { MetricUnit } from '#domain/metric.js';
import { visible } from './control.js';
import { byteCount, frequency, latency, percent, perSecond, plural } from './quantity.js';

export function citationWords({ title, by, year, where, quotedBy }: Citation): readonly string[] {
  const head = `${visible(by)}, ${visible(title)}${year === null ? '' : ` (${year})`}${where === null ? '' : `, ${visible(where)}`}`;
  return [head, ...(quotedBy === null ? [] : [`as quoted by ${visible(quotedBy)}`])];
}

/** `45 cells: 42 reported, 3 unsupported`. */
export function importedCounts({ reported, unsupported }: Readonly<Record<ImportedState, number>>): string {
  const counts = [
    ...(reported > 0 ? [`${reported} reported`] : []),
    ...(unsupported > 0 ? [`${unsupported} unsupported`] : []),
  ];
  return `${plural(reported + unsupported, 'cell')}: ${counts.join(', ')}`;
}

export const reportedNote = 'Reported by the source and not measured here: never judged as figures of our own.';
export function unknownLevels(axes: readonly string[]): string {
  return `${axes.map(visible).join(', ')} unknown: the source does not say; a measured cell is met only with --assume, such as --assume ${visible(axes[0] ?? '')}=int8`;
}

export const weightsUnknown = 'weights unknown: the source does not say which';

/** `latency (mean)`; a share needs no statistic behind its name. */
export function metricTitle({ name, statistic }: Pick<ImportedMetric, 'name' | 'statistic'>): string {
  return statistic === 'share' ? visible(name) : `${visible(name)} (${visible(statistic)})`;
}

export function elsewhereNote(device: string): string {
  return `measured on ${visible(device)}, and not on the device of the row`;
}

export function figureWords(value: number, unit: MetricUnit): string {
  return figures[unit](value);
}

const figures: Readonly<Record<MetricUnit, (value: number) => string>> = {
  ns: latency,
  bytes: byteCount,
  ratio: (value) => (value >= 0 && value <= 1 ? percent(value, 1) : String(value)),
  'per-second': perSecond,
  count: String,
  watts: (value) => `${value} W`,
  joules: (value) => `${value} J`,
  'per-joule': (value) => `${value} /J`,
  volts: (value) => `${value} V`,
  amperes: (value) => `${value} A`,
  celsius: (value) => `${value} °C`,
  hertz: frequency,
};

export function importedWords(facts: {
  readonly outcome: 'imported' | 'already' | 'dry-run';
  readonly table: string;
  readonly runSet: string | null;
  readonly experiment: string;
  readonly byState: Readonly<Record<ImportedState, number>>;
  readonly figures: number;
}): readonly string[] {
  const { outcome, table, runSet, experiment, byState, figures } = facts;
  const what = `${importedCounts(byState)}; ${plural(figures, 'figure')}`;
  const look = `\`orchestrate show ${visible(experiment)}\` prints them`;
  if (outcome === 'dry-run') return [`${visible(table)} is understood: ${what}. Nothing was written.`];
  if (outcome === 'already')
    return [
      `${visible(table)} is imported already, with this mapping, as ${visible(runSet ?? '')}: nothing was written.`,
      look,
    ];
  return [`imported ${visible(table)} as ${visible(runSet ?? '')}`, what, look];
}

/** Of commands that would measure, or need what only a measurement has. */
export function describeImportedRefusal(runSet: string, command: 'resume' | 'logs' | 'samples' | 'by-session'): string {
  const what: Readonly<Record<typeof command, string>> = {
    resume:
      'there is nothing to measure in it. To measure the same cells, run an experiment that plans them: `orchestrate run FILE`',
    logs: 'nothing ran here, so that there are no logs. `orchestrate show` says where each figure stands in its table',
    samples: 'the source gives no samples. Leave `--samples` out',
    'by-session': 'the source gives no sessions. Leave `--by session` out',
  };
  return `Run set ${visible(runSet)} is imported: ${what[command]}.`;
}

export function describeNoMapping(table: string, wanted: string): string {
  return `There is no mapping for ${visible(table)}: expected ${visible(wanted)} beside it.\nName one with \`--mapping FILE\`; docs/import.md says how it is written, and \`orchestrate schema import-mapping\` prints its schema.`;
}

export function describeNoKind(file: string): string {
  return `${visible(file)} is no table: expected a file whose name ends in .csv.\nSave the table as CSV with commas between the fields.`;
}

export const nothingToMeasure = 'Nothing to measure: it was imported whole.';
