/** Below the table of `diff`: each reason once, with the cells that it is the reason of, and what to do about it. */
import type { Because, VerdictKind } from '#compare/comparison.js';
import { visible } from '#wording/control.js';
import {
  type Explained,
  loneMetrics,
  noLatency,
  partsForbid,
  reportedSides,
  tooFewSessions,
  tooNoisy,
  unfinishedSides,
  verdictWords,
} from '#wording/diff.js';
import { factWords } from '#wording/diff-change.js';
import { plural } from '#wording/quantity.js';
import { plain, wrap } from '#wording/table.js';
import type { DiffRow, DiffView } from './diff.js';
import type { Reason } from './reason.js';
import type { TextOptions } from './status-text.js';

export interface NoteOptions extends TextOptions {
  readonly all: boolean;
}

/** More slugs than this say no more than their number. */
const slugsShown = 6;

export function noteLines(view: DiffView, options: NoteOptions): readonly string[] {
  const groups = new Map<string, { note: Note; cells: string[] }>();
  for (const row of view.rows) {
    if (row.verdict === 'both-failing' && !options.all) continue;
    const note = noteOf(row, view);
    if (!note) continue;
    const name = `${note.verdict} ${note.headline}`;
    const group = groups.get(name) ?? { note, cells: [] };
    group.cells.push(row.slug);
    groups.set(name, group);
  }
  return [...groups.values()].flatMap(({ note, cells }) => groupLines(note, cells, options));
}

interface Note extends Explained {
  readonly verdict: string;
}

function groupLines(
  { verdict, headline, hint }: Note,
  cells: readonly string[],
  options: NoteOptions,
): readonly string[] {
  const paint = options.paint ?? plain;
  const shown = cells.length > slugsShown ? cells.slice(0, slugsShown - 1) : cells;
  const more = cells.length > shown.length ? [`    … and ${cells.length - shown.length} more`] : [];
  return [
    '',
    ...wrap(`${plural(cells.length, 'cell')} ${verdict}: ${headline}`, options.width, 2),
    ...shown.map((slug) => `    ${visible(slug)}`),
    ...more,
    ...(hint === null ? [] : wrap(`  → ${hint}`, options.width, 4).map((line) => paint('faint', line))),
  ];
}

/** Regressed, improved and same speak by their numbers. */
function noteOf(row: DiffRow, view: DiffView): Note | null {
  if (row.because) return { verdict: words[row.verdict], ...becauseWords(row.because) };
  switch (row.verdict) {
    case 'inconclusive':
      return { verdict: words.inconclusive, ...noiseWords(view) };
    case 'newly-failing':
    case 'both-failing':
      return row.b?.reason ? { verdict: words[row.verdict], ...reasonWords(row.b.reason) } : null;
    case 'added':
      return row.b?.reason ? { verdict: 'added, without a result', ...reasonWords(row.b.reason) } : null;
    case 'fixed':
      return row.a?.reason ? { ...reasonWords(row.a.reason), verdict: 'fixed, in A', hint: null } : null;
    case 'removed':
    case 'not-comparable':
    // They speak by their numbers.
    case 'regressed':
    case 'improved':
    case 'same':
      return null;
  }
}

const words: Readonly<Record<VerdictKind, string>> = { ...verdictWords, 'both-failing': 'without a result in both' };

function reasonWords({ headline, hint }: Reason): Explained {
  return { headline: visible(headline), hint: visible(hint) };
}

function becauseWords(because: Because): Explained {
  switch (because.kind) {
    case 'too-few-sessions':
      return tooFewSessions(because.a, because.b, because.needed);
    case 'differs':
      return partsForbid(because.parts, because.facts.map(factWords), [...because.parts, ...because.facts]);
    case 'reported':
      return reportedSides(because.sides.map((side) => side.toUpperCase()));
    case 'no-latency':
      return noLatency;
    case 'metrics':
      return loneMetrics(because.metrics);
    case 'unfinished':
      return unfinishedSides(because.sides.map((side) => side.toUpperCase()));
  }
}

function noiseWords({ uncertain }: DiffView): Explained {
  return uncertain ? tooNoisy(uncertain) : { headline: 'no test was made', hint: null };
}
