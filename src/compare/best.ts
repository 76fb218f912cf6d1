/**
 * The best cell of each group within a latency budget. Only what stands can win: a cell that is unsupported, failed or
 * invalid never does, whatever figures it has. What cannot be judged is said, and never passed over.
 */
import { byCodeUnit } from '#core/canonical-json.js';
import { type Figure, type FigureCell, mainFigure } from './figure.js';

export interface BestQuestion {
  /** Null: any latency. */
  readonly withinNs: number | null;
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  /** The axis whose levels are the groups. */
  readonly per: string;
  /** Everything that nothing else beats in both, in place of the best alone. */
  readonly pareto: boolean;
}

export interface Candidate {
  readonly cell: FigureCell;
  readonly metric: Figure;
  readonly latency: Figure | null;
}

export type Unjudged = 'no-metric' | 'no-latency';

export interface BestGroup {
  /** Null: cells that do not have the axis. */
  readonly level: string | null;
  /** The winner first; with `pareto` all that nothing beats, the fastest first. Empty: nothing is within the budget. */
  readonly best: readonly Candidate[];
  /** Within the budget, the winner among them. */
  readonly within: number;
  readonly over: number;
  /** Both reported and computed figures were candidates. */
  readonly mixed: boolean;
}

export interface Best {
  readonly groups: readonly BestGroup[];
  readonly notJudged: readonly { readonly cell: FigureCell; readonly why: Unjudged }[];
  /** Cells without a result, by what became of them. */
  readonly without: Readonly<Record<string, number>>;
}

export function bestOf(cells: readonly FigureCell[], question: BestQuestion): Best {
  const groups = new Map<string | null, { candidates: Candidate[]; over: number }>();
  const notJudged: Best['notJudged'][number][] = [];
  const without: Record<string, number> = {};
  for (const cell of cells) {
    const level = cell.levels[question.per] ?? null;
    const group = groups.get(level) ?? { candidates: [], over: 0 };
    groups.set(level, group);
    if (!cell.stands) without[cell.state] = (without[cell.state] ?? 0) + 1;
    else {
      const judged = judge(cell, question);
      if (typeof judged === 'string') notJudged.push({ cell, why: judged });
      else if (isOver(judged, question)) group.over += 1;
      else group.candidates.push(judged);
    }
  }
  const sorted = [...groups].sort(([a], [b]) => byCodeUnit(a ?? '', b ?? ''));
  return { groups: sorted.map(([level, group]) => groupOf(level, group, question)), notJudged, without };
}

function judge(cell: FigureCell, { metric: name, withinNs, pareto }: BestQuestion): Candidate | Unjudged {
  const metric = mainFigure(cell, name);
  if (!metric) return 'no-metric';
  const latency = mainFigure(cell, 'latency') ?? null;
  return !latency && (withinNs !== null || pareto) ? 'no-latency' : { cell, metric, latency };
}

function isOver({ latency }: Candidate, { withinNs }: BestQuestion): boolean {
  return withinNs !== null && (latency?.value ?? Number.POSITIVE_INFINITY) > withinNs;
}

function groupOf(
  level: string | null,
  { candidates, over }: { readonly candidates: readonly Candidate[]; readonly over: number },
  question: BestQuestion,
): BestGroup {
  const ranked = [...candidates].sort((one, other) => inOrder(one, other, question));
  const best = question.pareto
    ? ranked.filter((one) => !ranked.some((other) => beats(other, one, question))).sort(bySpeed)
    : ranked.slice(0, 1);
  const sources = new Set(
    candidates.flatMap(({ metric, latency }) => [metric.source, ...(latency ? [latency.source] : [])]),
  );
  return { level, best, within: candidates.length, over, mixed: sources.size > 1 };
}

/** The better figure first; of equal ones the faster; then by name, so that the answer is always the same. */
function inOrder(one: Candidate, other: Candidate, question: BestQuestion): number {
  return (
    gain(other, question) - gain(one, question) || bySpeed(one, other) || byCodeUnit(one.cell.slug, other.cell.slug)
  );
}

function bySpeed(one: Candidate, other: Candidate): number {
  const [a, b] = [nsOf(one), nsOf(other)];
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Not slower and not worse, and one of both better. */
function beats(one: Candidate, other: Candidate, question: BestQuestion): boolean {
  const [gained, faster] = [gain(one, question) - gain(other, question), nsOf(other) - nsOf(one)];
  return gained >= 0 && faster >= 0 && (gained > 0 || faster > 0);
}

function gain({ metric }: Candidate, { direction }: BestQuestion): number {
  return direction === 'higher' ? metric.value : -metric.value;
}

function nsOf({ latency }: Candidate): number {
  return latency?.value ?? Number.POSITIVE_INFINITY;
}
