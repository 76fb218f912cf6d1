/** `diff` where a side was imported: the same alignment and selection, and no verdict. */
import { type Alignment, type AlignRule, type AssumeRule, align } from '#compare/align.js';
import type { FigureArm } from '#compare/figure.js';
import { untested } from '#compare/untested.js';
import type { RunSet } from '#domain/run-set.js';
import { importedDiffOf } from '#report/diff-imported.js';
import { importedDiffText } from '#report/diff-imported-text.js';
import { describeNoPolicy } from '#wording/diff-imported.js';
import { describeCollision } from '#wording/diff-mistake.js';
import type { DiffOptions } from './diff-options.js';
import { exitCodes } from './exit-code.js';
import { armOfFigures, selectableFigures } from './figures-of.js';
import { print, printJson, terminal, UserMistake } from './output.js';
import type { Reading } from './reading.js';
import { whereOf } from './where.js';

export interface ImportedDiffAsked {
  readonly a: RunSet;
  readonly b: RunSet;
  readonly alignment: Alignment;
  readonly options: DiffOptions;
  readonly unusedWords: (rule: AlignRule | AssumeRule, arms: FigureArms) => string;
}

export interface FigureArms {
  readonly a: FigureArm;
  readonly b: FigureArm;
}

/** Nothing was judged: a gate that asks for a verdict does not pass. */
export function printImportedDiff(
  { reader }: Reading,
  { a, b, alignment, options, unusedWords }: ImportedDiffAsked,
): number {
  refusePolicy(options);
  const aligned = align(armOfFigures(reader, a), armOfFigures(reader, b), alignment);
  if (!aligned.ok) throw new UserMistake(describeCollision(aligned.error));
  const { unused, ...arms } = aligned.value;
  const where = options.where?.trim() ?? null;
  const inside = where === null ? arms : narrowed(where, arms);
  const view = importedDiffOf({
    a,
    b,
    untested: untested(inside.a, inside.b),
    where,
    alignment,
    warnings: unused.map((rule) => unusedWords(rule, arms)),
  });
  if (options.json) printJson(view);
  else print(importedDiffText(view, terminal()));
  return exitCodes.nothingMeasured;
}

function narrowed(where: string, { a, b }: FigureArms): FigureArms {
  const meant = whereOf(where, [...a.subjects, ...b.subjects], selectableFigures);
  const keys = new Set(meant.map(({ key }) => key));
  const only = (arm: FigureArm): FigureArm => ({ ...arm, subjects: arm.subjects.filter(({ key }) => keys.has(key)) });
  return { a: only(a), b: only(b) };
}

/** What would decide a verdict decides nothing here, and whoever gives it expects one. */
function refusePolicy({ threshold, alpha, allow, failOn }: DiffOptions): void {
  const given = Object.entries({ '--threshold': threshold, '--alpha': alpha, '--allow': allow, '--fail-on': failOn });
  const names = given.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (names.length > 0) throw new UserMistake(describeNoPolicy(names));
}
