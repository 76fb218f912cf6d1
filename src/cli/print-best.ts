/** What `best` does: choose run sets, take the figures of their cells, judge, print. */
import { type BestQuestion, bestOf } from '#compare/best.js';
import type { FigureCell } from '#compare/figure.js';
import { suggest } from '#core/suggest.js';
import type { ResultReader } from '#ports/result-store.js';
import { bestText, bestView } from '#report/best.js';
import { parseDuration } from '#spec/scalars.js';
import { describeNoAxis, describeNoFigure, describeNoUsual, directionOf } from '#wording/best.js';
import { describeWrongOption } from '#wording/diff-mistake.js';
import { exitCodes } from './exit-code.js';
import { armOfFigures, selectableFigures } from './figures-of.js';
import { print, printJson, terminal, UserMistake } from './output.js';
import { selectRun } from './select-run.js';
import { whereOf } from './where.js';

export interface BestOptions {
  readonly within?: string;
  readonly metric?: string;
  readonly per?: string;
  readonly where?: string;
  readonly pareto?: true;
  readonly json?: true;
}

export function printBest(reader: ResultReader, wanted: readonly string[], options: BestOptions): number {
  const { per = 'device' } = options;
  const withinNs = withinOf(options.within);
  const all = reader.runSets();
  const runSets = [...new Set((wanted.length > 0 ? wanted : ['@latest']).map((one) => selectRun(all, one)))];
  const cells = narrowed(
    runSets.flatMap((runSet) => armOfFigures(reader, runSet).subjects),
    options.where,
  );
  const metric = metricOf(options.metric, cells);
  const axes = [...new Set(cells.flatMap(({ levels }) => Object.keys(levels)))];
  if (!axes.includes(per)) throw new UserMistake(describeNoAxis(per, suggest(per, axes), axes));
  const question: BestQuestion = {
    withinNs,
    metric,
    direction: directionOf(metric),
    per,
    pareto: options.pareto === true,
  };
  const best = bestOf(cells, question);
  const view = bestView({ runSets, question, best, where: options.where?.trim() ?? null });
  if (options.json) printJson(view);
  else print(bestText(view, terminal()));
  return best.groups.some(({ within, over }) => within + over > 0) ? exitCodes.done : exitCodes.nothingMeasured;
}

function narrowed(cells: readonly FigureCell[], where: string | undefined): readonly FigureCell[] {
  return where === undefined ? cells : whereOf(where, cells, selectableFigures);
}

function withinOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ns = parseDuration(text);
  if (ns !== undefined && ns > 0) return ns;
  throw new UserMistake(
    describeWrongOption({ option: '--within', found: text, wanted: 'a duration such as 10ms', meant: null }),
  );
}

const usualMetric = 'top-1';

/** `top1` is what people write. */
function metricOf(text: string | undefined, cells: readonly FigureCell[]): string {
  const name = (text ?? usualMetric).replace(/^top(\d+)$/, 'top-$1');
  const known = [...new Set(cells.flatMap(({ figures }) => figures.map((figure) => figure.name)))];
  if (known.includes(name) || known.length === 0) return name;
  if (text === undefined) throw new UserMistake(describeNoUsual(usualMetric, known));
  throw new UserMistake(describeNoFigure(name, suggest(name, known), known));
}
