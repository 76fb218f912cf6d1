/** `plan` as text. Long lists are cut to what fits a screen unless all is asked for; counts are always whole. */
import { visible } from '#wording/control.js';
import { elapsed, plural } from '#wording/quantity.js';
import { cacheWords, placeWords } from '#wording/route.js';
import { narrowedWords } from '#wording/selector.js';
import { type Paint, plain, table, wrap } from '#wording/table.js';
import type { PlannedCellView, PlannedStepView, PlanView } from './plan-view.js';

export interface PlanTextOptions {
  readonly width: number;
  readonly all: boolean;
  readonly paint?: Paint;
}

const cellsShown = 30;
const stepsShown = 20;
const rulesShown = 10;
const slugsShown = 4;

export function planText(view: PlanView, options: PlanTextOptions): readonly string[] {
  return [
    ...planHead(view, options),
    ...section(excludedLines(view, options)),
    ...section(runLines(view, options)),
    ...section(cautionLines(view, options)),
    ...section(reasonLines(view, options)),
    ...section(stepLines(view, options)),
  ];
}

/** What `run` prints before it starts. */
export function planHead(view: PlanView, { paint = plain }: Pick<PlanTextOptions, 'paint'>): readonly string[] {
  const { byKind, sessions, accuracySteps, steps } = view;
  const excluded = view.excluded.reduce((sum, rule) => sum + rule.cells, 0);
  const counts = [
    `${byKind.run} to measure`,
    ...some(byKind.unsupported, 'unsupported'),
    ...some(byKind.unavailable, 'unavailable'),
    ...some(byKind['not-applicable'], 'not applicable'),
    ...some(excluded, 'excluded'),
  ].join(', ');
  const counted = (what: readonly PlannedStepView[], one: string): string =>
    what.length === 0 ? '' : `, ${plural(what.length, one)} (${cacheCounts(what)})`;
  const builds = counted(
    steps.filter(({ does }) => does === 'builds'),
    'build',
  );
  const conversions = counted(
    steps.filter(({ does }) => does === 'converts'),
    'conversion',
  );
  const checks = counted(
    steps.filter(({ does }) => does === 'checks'),
    'check',
  );
  const accuracy = accuracySteps === 0 ? '' : `, ${plural(accuracySteps, 'accuracy step')}`;
  return [
    paint('title', visible(view.experiment)),
    ...matrixLine(view),
    ...whereLine(view),
    `cells     ${counts}`,
    `work      ${plural(sessions, 'session')}${accuracy}${builds}${conversions}${checks}`,
    // Nothing to do takes no time, and is said by the line above.
    ...(sessions + steps.length > 0 ? [`estimate  about ${elapsed(view.estimateNs)}`] : []),
  ];
}

/** The order of the rules as a sum; a plain product is no news. */
function matrixLine({ expansion, cells, narrowed }: PlanView): readonly string[] {
  if (expansion === null) return [];
  const { combinations, collapsed, excluded, included, shared } = expansion;
  const steps = [
    ...some(collapsed, 'collapsed').map((term) => `− ${term}`),
    ...some(excluded, 'excluded').map((term) => `− ${term}`),
    ...some(included, 'included').map((term) => `+ ${term}`),
    ...some(shared, 'in two blocks').map((term) => `− ${term}`),
  ];
  if (steps.length === 0) return [];
  return [
    `matrix    ${[plural(combinations, 'combination'), ...steps].join(' ')} = ${plural(narrowed?.of ?? cells.length, 'cell')}`,
  ];
}

function whereLine({ narrowed, cells }: PlanView): readonly string[] {
  return narrowed === null ? [] : [`where     ${narrowedWords(cells.length, narrowed)}`];
}

function excludedLines({ excluded }: PlanView, { all, width }: PlanTextOptions): readonly string[] {
  if (excluded.length === 0) return [];
  const lines = excluded.map(({ rule, because, cells }) => {
    return `  ${plural(cells, 'cell')}: ${visible(rule)}${because === null ? '' : `, because ${visible(because)}`}`;
  });
  return ['excluded', ...cut(lines, rulesShown, { all, what: 'rule' }).flatMap((line) => wrap(line, width, 4))];
}

function runLines(view: PlanView, { all, width, paint = plain }: PlanTextOptions): readonly string[] {
  const cells = view.cells.filter((cell) => cell.measured !== null);
  if (cells.length === 0) return [];
  const shown = all ? cells : cells.slice(0, cellsShown);
  const steps = new Map(view.steps.map((step) => [step.key, step]));
  const rows = shown.map((cell) => [cell.slug, sessionWords(cell), routeWords(cell, steps), cellPlace(cell)]);
  const columns = [{ title: 'to measure' }, { title: 'sessions' }, { title: 'from' }, { title: 'on', drop: 1 }];
  const { lines } = table(columns, rows, { width, paint });
  return [...lines, ...moreLine(cells.length - shown.length, 'cell')];
}

/** Of cells that will run: what is known about their numbers before there are any, one paragraph for each. */
function cautionLines({ cells }: PlanView, { all, width }: PlanTextOptions): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { slug, measured } of cells) {
    for (const words of measured?.cautions ?? []) groups.set(words, [...(groups.get(words) ?? []), slug]);
  }
  return [...groups].flatMap(([words, slugs]) => [
    ...wrap(`caution: ${words}`, width, 2),
    ...cut(
      slugs.map((slug) => `    ${visible(slug)}`),
      slugsShown,
      { all, what: 'cell' },
    ),
  ]);
}

/** Cells that will not run, one paragraph for each reason. */
function reasonLines(view: PlanView, { all, width, paint = plain }: PlanTextOptions): readonly string[] {
  const groups = new Map<string, { readonly first: PlannedCellView; readonly slugs: string[] }>();
  for (const cell of view.cells) {
    if (cell.reason === null) continue;
    const name = `${cell.kind} ${cell.reason.headline}`;
    const group = groups.get(name) ?? { first: cell, slugs: [] };
    group.slugs.push(cell.slug);
    groups.set(name, group);
  }
  return [...groups.values()].flatMap(({ first, slugs }) => [
    ...wrap(`${first.kind.replace('-', ' ')}: ${visible(first.reason?.headline ?? '')}`, width, 2),
    ...cut(
      slugs.map((slug) => `    ${visible(slug)}`),
      slugsShown,
      { all, what: 'cell' },
    ),
    ...wrap(`  → ${visible(first.reason?.hint ?? '')}`, width, 4).map((line) => paint('faint', line)),
  ]);
}

function stepLines({ steps }: PlanView, { all, width, paint = plain }: PlanTextOptions): readonly string[] {
  if (steps.length === 0) return [];
  const shown = all ? steps : steps.slice(0, stepsShown);
  const rows = shown.map((step) => [
    `${step.toolchain} ${step.conversion}`,
    fromWords(step, steps),
    `${step.to.format} ${step.to.precision}`,
    placeWords(step),
    cacheWords(step),
    plural(step.cells, 'cell'),
  ]);
  const titles = ['conversion', 'from', 'to', 'on', 'cache', 'for'];
  const columns = titles.map((title) => ({ title, ...(title === 'for' ? { drop: 1 } : {}) }));
  const { lines } = table(columns, rows, { width, paint });
  return [...lines, ...moreLine(steps.length - shown.length, 'conversion')];
}

/** A source by its name, an earlier conversion by what it gives. */
function fromWords({ from }: PlannedStepView, steps: readonly PlannedStepView[]): string {
  const before = steps.find(({ key }) => key === from);
  return before === undefined ? from : `${before.to.format} ${before.to.precision}`;
}

function cacheCounts(steps: readonly PlannedStepView[]): string {
  const kinds = ['hit', 'miss', 'unknown', 'refused'] as const;
  const parts = kinds.flatMap((kind) =>
    some(steps.filter(({ cache }) => cache === kind).length, kind === 'hit' ? 'cached' : kind),
  );
  return parts.join(', ');
}

function sessionWords({ measured }: PlannedCellView): string {
  return `${measured?.sessions ?? 0}${measured?.accuracy === true ? ' + accuracy' : ''}`;
}

function routeWords({ measured }: PlannedCellView, steps: ReadonlyMap<string, PlannedStepView>): string {
  const names = (measured?.route ?? []).map((key) => steps.get(key)?.conversion ?? key);
  return [measured?.source ?? '', ...names].join(' → ');
}

/** The host changes the result, and no level says it where all boards have the same. */
function cellPlace({ measured, levels }: PlannedCellView): string {
  const host = levels['host'] === undefined ? (measured?.host ?? null) : null;
  return [measured?.boards.join(', ') ?? '', ...(host === null ? [] : [`(host ${host})`])].join(' ');
}

function some(count: number, word: string): readonly string[] {
  return count > 0 ? [`${count} ${word}`] : [];
}

function cut(lines: readonly string[], max: number, { all, what }: { all: boolean; what: string }): readonly string[] {
  if (all || lines.length <= max) return lines;
  return [...lines.slice(0, max), ...moreLine(lines.length - max, what)];
}

function moreLine(hidden: number, what: string): readonly string[] {
  return hidden > 0 ? [`    … and ${plural(hidden, `more ${what}`)}: --all shows them`] : [];
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? ['', ...lines] : [];
}
