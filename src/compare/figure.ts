/** What a cell says, whoever measured it: figures with their whole identity, for comparisons that come to no verdict. */
import type { CellStateKind } from '#domain/cell-state.js';
import type { Metric, MetricSource, MetricUnit } from '#domain/metric.js';
import type { CellKey, RunSetId } from '#domain/names.js';

export interface Figure extends Pick<Metric, 'name' | 'statistic' | 'scope'> {
  readonly unit: MetricUnit;
  readonly source: MetricSource;
  readonly value: number;
  /** The device that it was measured on, where that is not the device of the cell. */
  readonly measuredOn?: string;
}

export interface FigureCell {
  readonly runSet: RunSetId;
  readonly key: CellKey;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  /** What its own run set calls it, where alignment gave it other levels. */
  readonly own?: { readonly key: CellKey; readonly slug: string };
  readonly imported?: true;
  /** A result that counts: measured, or reported by a source. Others have a word for what became of them. */
  readonly stands: boolean;
  readonly state: CellStateKind | 'reported';
  readonly figures: readonly Figure[];
  /** Conditions that are said. */
  readonly facts: Readonly<Record<string, string>>;
  /** Null: nobody says which. */
  readonly weights: string | null;
  readonly caveats: readonly string[];
}

export interface FigureArm {
  readonly runSet: RunSetId;
  readonly subjects: readonly FigureCell[];
}

/** Of one kind of metric the figure that says most about the ordinary case; what is unstated comes last. */
const preferred = ['median', 'mean', 'share', 'value'];

export function mainFigure({ figures }: FigureCell, name: string): Figure | undefined {
  const all = figures.filter((figure) => figure.name === name);
  const rank = ({ statistic }: Figure): number => {
    const at = preferred.indexOf(statistic);
    return at < 0 ? preferred.length : at;
  };
  return all.sort((one, other) => rank(one) - rank(other))[0];
}
