/** What `diff` does: choose two run sets, fold them, align, compare, print; the answer is the exit code. */
import { type Aligned, type Alignment, type AlignRule, type AssumeRule, align, sidesOf } from '#compare/align.js';
import { compare } from '#compare/compare.js';
import type { Arm } from '#compare/comparison.js';
import type { RunSet } from '#domain/run-set.js';
import { type ComparedRun, type Conclusion, diffOf } from '#report/diff.js';
import { armOf } from '#report/diff-arm.js';
import { diffText } from '#report/diff-text.js';
import { describeCollision, describeUnusedRule } from '#wording/diff-mistake.js';
import { alignmentOf, type DiffOptions, failOnOf, policyOf } from './diff-options.js';
import { insideBoth } from './diff-outside.js';
import { selectTwo } from './diff-run-sets.js';
import { narrowArms } from './diff-where.js';
import { exitCodes } from './exit-code.js';
import { isWritten } from './is-written.js';
import { print, printJson, terminal, UserMistake } from './output.js';
import { printImportedDiff } from './print-imported-diff.js';
import { environmentsOf, type Reading } from './reading.js';
import { selectorOf } from './where.js';

export interface DiffAsked {
  readonly a: string | undefined;
  readonly b: string | undefined;
  readonly options: DiffOptions;
}

export function printDiff(open: Reading, { a, b, options }: DiffAsked): number {
  // Slips are said before anything is read.
  if (options.where !== undefined) selectorOf(options.where);
  const [alignment, policy, failOn] = [alignmentOf(options), policyOf(options), failOnOf(options)];
  const hasBoth = (one: RunSet): boolean => !one.imported && sidesIn(comparedRun(open, one), alignment) !== null;
  const chosen = selectTwo(
    open.reader.runSets(),
    { first: a, second: b },
    alignment.align.length > 0 ? hasBoth : undefined,
  );
  if (chosen.a.imported || chosen.b.imported)
    return printImportedDiff(open, { ...chosen, alignment, options, unusedWords });
  const [runA, runB] = [comparedRun(open, chosen.a), comparedRun(open, chosen.b)];
  const sides = (chosen.a.id === chosen.b.id ? sidesIn(runA, alignment) : null) ?? { a: armOf(runA), b: armOf(runB) };
  const aligned = alignedArms(sides.a, sides.b, alignment);
  const where = options.where?.trim() ?? null;
  const arms =
    where === null ? aligned : narrowArms(where, { arm: aligned.a, run: runA }, { arm: aligned.b, run: runB });
  const { outside, ...inside } = insideBoth({ arm: arms.a, run: runA }, { arm: arms.b, run: runB });
  const view = diffOf({
    comparison: compare(inside.a, inside.b, policy),
    outside,
    a: runA,
    b: runB,
    where,
    alignment,
    failOn,
    warnings: aligned.unused.map((rule) => unusedWords(rule, aligned)),
  });
  if (options.json) printJson(view);
  else print(diffText(view, { ...terminal(), all: options.all === true }));
  return exitCodeOf[view.conclusion];
}

/** A side that measured nothing is no regression, and a diff that could judge nothing is not green. */
const exitCodeOf: Readonly<Record<Conclusion, number>> = {
  'nothing-found': exitCodes.done,
  found: exitCodes.regressed,
  'nothing-judged': exitCodes.nothingMeasured,
  'nothing-measured': exitCodes.nothingMeasured,
};

function comparedRun({ reader, writing }: Reading, runSet: RunSet): ComparedRun {
  const records = reader.records(runSet.id);
  const running = writing() && isWritten(runSet, reader.runSets(), records);
  return {
    runSet,
    plan: reader.plan(runSet.id),
    records,
    retired: reader.retired(runSet.id),
    artifacts: reader.artifacts(),
    environments: new Map(environmentsOf(reader, records).map((environment) => [environment.digest, environment])),
    state: running ? 'running' : runSet.endedAt === null ? 'interrupted' : 'ended',
  };
}

function sidesIn(run: ComparedRun, { align: rules }: Alignment): { readonly a: Arm; readonly b: Arm } | null {
  return sidesOf(armOf(run), rules);
}

function alignedArms(a: Arm, b: Arm, alignment: Alignment): Aligned {
  const aligned = align(a, b, alignment);
  if (aligned.ok) return aligned.value;
  throw new UserMistake(describeCollision(aligned.error));
}

type Levelled = { readonly subjects: readonly { readonly levels: Readonly<Record<string, string>> }[] };

function unusedWords(rule: AlignRule | AssumeRule, { a, b }: { readonly a: Levelled; readonly b: Levelled }): string {
  const { axis } = rule;
  const sides = rule.kind === 'align' ? [a] : [a, b];
  const levels = sides.flatMap(({ subjects }) => subjects.flatMap(({ levels: own }) => own[axis] ?? []));
  const text = rule.kind === 'align' ? `--align ${axis}:${rule.from}=${rule.to}` : `--assume ${axis}=${rule.level}`;
  return describeUnusedRule(text, [...new Set(levels)]);
}
