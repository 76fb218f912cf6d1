/** `best` as a view and as text: a row for each group, and below it what must be known before one is taken. */
import type { Best, BestQuestion, Candidate, Unjudged } from '#compare/best.js';
import type { Figure } from '#compare/figure.js';
import type { RunSet } from '#domain/run-set.js';
import { mixedNote, noneWithin, notJudgedWords, questionWords, reportedBest, withoutWords } from '#wording/best.js';
import { visible } from '#wording/control.js';
import { elsewhereNote, figureWords } from '#wording/imported.js';
import { plain, table, wrap } from '#wording/table.js';
import { axesOf } from './axes.js';
import { Notes } from './notes.js';
import type { TextOptions } from './status-text.js';

export interface BestView extends Omit<BestQuestion, 'direction'> {
  readonly view: 'best';
  readonly format: 1;
  readonly direction: BestQuestion['direction'];
  readonly where: string | null;
  readonly runSets: readonly {
    readonly id: string;
    readonly experiment: string;
    readonly provenance: 'measured' | 'imported';
  }[];
  readonly groups: readonly {
    readonly level: string | null;
    readonly best: readonly BestEntry[];
    readonly within: number;
    readonly over: number;
    readonly mixed: boolean;
  }[];
  readonly notJudged: readonly { readonly runSet: string; readonly slug: string; readonly why: Unjudged }[];
  readonly without: Readonly<Record<string, number>>;
}

export interface BestEntry {
  readonly runSet: string;
  readonly key: string;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly metric: Figure;
  readonly latency: Figure | null;
  readonly caveats: readonly string[];
}

interface BestInput {
  readonly runSets: readonly RunSet[];
  readonly question: BestQuestion;
  readonly best: Best;
  readonly where: string | null;
}

export function bestView({ runSets, question, best, where }: BestInput): BestView {
  const { groups, notJudged, without } = best;
  return {
    view: 'best',
    format: 1,
    ...question,
    where,
    runSets: runSets.map(({ id, experiment, imported }) => {
      return { id, experiment, provenance: imported ? 'imported' : 'measured' };
    }),
    groups: groups.map((group) => ({ ...group, best: group.best.map(entryOf) })),
    notJudged: notJudged.map(({ cell, why }) => ({ runSet: cell.runSet, slug: cell.slug, why })),
    without,
  };
}

function entryOf({ cell, metric, latency }: Candidate): BestEntry {
  const { runSet, key, slug, levels, caveats } = cell;
  return { runSet, key, slug, levels, metric, latency, caveats };
}

export function bestText(view: BestView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const indented = (text: string): readonly string[] => wrap(text, options.width, 2);
  const notes = new Notes();
  const rows = tableLines(view, notes, options);
  const below = [...noneLines(view), ...notes.lines(), ...unjudgedLines(view)];
  return [
    paint('title', questionWords(view)),
    ...view.runSets.flatMap(({ id, provenance }) => indented(`${visible(id)}, ${provenance}`)),
    '',
    ...rows,
    ...(below.length > 0
      ? ['', ...below.flatMap((line) => wrap(line, options.width, 4)).map((line) => paint('faint', line))]
      : []),
  ];
}

function tableLines(view: BestView, notes: Notes, options: TextOptions): readonly string[] {
  const entries = view.groups.flatMap(({ best }) => best);
  const axes = axesOf(entries.map(({ levels }) => levels)).varied.filter((axis) => axis !== view.per);
  const several = view.runSets.length > 1;
  const isLatency = view.metric === 'latency';
  const columns = [
    { title: view.per },
    ...axes.map((axis) => ({ title: axis })),
    { title: view.metric, align: 'right' as const },
    ...(isLatency ? [] : [{ title: 'latency', align: 'right' as const }]),
    { title: 'of', align: 'right' as const, drop: 1 },
    ...(several ? [{ title: 'run set', drop: 2 }] : []),
    { title: '' },
  ];
  const rows = view.groups.flatMap(({ level, best, within, mixed }) => {
    const name = level ?? '–';
    return best.map(({ levels, metric, latency, runSet, caveats }) => [
      name,
      ...axes.map((axis) => levels[axis] ?? ''),
      figureText(metric, notes),
      ...(isLatency ? [] : [latency ? figureText(latency, notes) : '?']),
      String(within),
      ...(several ? [runSet] : []),
      [...(mixed ? [mixedNote] : []), ...caveats.map(visible)].map((note) => notes.markOf(note)).join(' '),
    ]);
  });
  return rows.length === 0 ? [] : table(columns, rows, options).lines;
}

function figureText({ value, unit, source, measuredOn }: Figure, notes: Notes): string {
  const said = [
    ...(source === 'reported' ? [reportedBest] : []),
    ...(measuredOn === undefined ? [] : [elsewhereNote(measuredOn)]),
  ];
  return [figureWords(value, unit), ...said.map((note) => notes.markOf(note))].join(' ');
}

function noneLines({ groups, per }: BestView): readonly string[] {
  return groups.flatMap(({ level, best, over }) =>
    best.length > 0 ? [] : [`${visible(level ?? `without ${per}`)}: ${noneWithin(over)}`],
  );
}

function unjudgedLines({ notJudged, metric, without }: BestView): readonly string[] {
  const lines = (['no-metric', 'no-latency'] as const).flatMap((why) => {
    const cells = notJudged.filter((one) => one.why === why);
    if (cells.length === 0) return [];
    const shown = cells.slice(0, listed).map(({ slug }) => visible(slug));
    const more = cells.length > listed ? ` and ${cells.length - listed} more` : '';
    return [`${notJudgedWords(why, metric, cells.length)}: ${shown.join(', ')}${more}.`];
  });
  return [...lines, ...(Object.keys(without).length > 0 ? [withoutWords(without)] : [])];
}

/** All of them are in the JSON. */
const listed = 6;
