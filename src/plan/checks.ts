/**
 * What proves a conversion: the source is asked a few fixed items by somebody who loads it as it is, what came out is asked the
 * same by the runner of the cell, on its board, and the answers are compared. Both are steps of the plan like conversions: done
 * once however many cells wait, kept by what they are, taken up again after a crash.
 */
import { byCodeUnit, type Json, type Plain } from '#core/canonical-json.js';
import { digestOfJson } from '#core/digest.js';
import { Memo } from '#core/memo.js';
import type { Nanoseconds } from '#core/units.js';
import { buildersOf } from '#domain/builders.js';
import { limitsFor } from '#domain/check-limits.js';
import type { Known } from '#domain/known.js';
import { isTrained, type Model } from '#domain/model.js';
import type { BoardId, StepKey } from '#domain/names.js';
import type { Drawn, Measurement, PlannedAnswer, Route, Unchecked } from '#domain/plan.js';
import type { CheckLimits } from '#domain/toolchain.js';
import { answerItems } from './answer-items.js';
import { type Answerer, Answerers, givesAnswers, toolOf, usualOptions } from './answerers.js';
import type { Chain } from './chain.js';
import type { Question } from './question.js';
import type { DraftStep, StepBook } from './steps.js';
import type { Target } from './target.js';

/** A cell, as far as its check hangs on it. */
export interface Checked {
  readonly model: Model;
  readonly target: Target;
  readonly chain: Chain;
  readonly runner: Measurement['runner'];
  readonly asked: Measurement['asked'];
  readonly input: Measurement['input'];
  readonly inputImages: Measurement['inputImages'];
  readonly boards: readonly BoardId[];
}

interface Check {
  readonly route: Route;
  readonly drafts: readonly { readonly draft: DraftStep; readonly boards: readonly BoardId[] | 'of-the-cell' }[];
}

export class Checks {
  readonly #known: Known;
  readonly #builders: readonly BoardId[];
  readonly #answerers: Answerers;
  readonly #checks = new Memo<Check>();
  /** All steps of the plan. */
  readonly book: StepBook;

  constructor({ inventory, toolchains }: Question, known: Known, book: StepBook) {
    this.#known = known;
    this.#builders = [...buildersOf(inventory).keys()];
    this.#answerers = new Answerers(toolchains, known);
    this.book = book;
  }

  /** The route of a cell with its check, whose steps go into the book. Cells that are checked alike share the object. */
  of(cell: Checked): Route {
    const { chain, asked, runner, input, inputImages } = cell;
    // What is built is the source itself: there is nothing to hold it against.
    if (chain.route.loads === undefined) return chain.route;
    // Which boards measure says no more than who answers for the source: the rest of the question is that of all of them.
    const answerer = this.#answerers.referenceFor(chain.route.source.format, [this.#builders, cell.boards]);
    const check = (this.#checks.at([chain.route, asked, runner.name, input, inputImages, answerer]).made ??= this.#make(
      cell,
      answerer,
    ));
    for (const { draft, boards } of check.drafts) this.book.add(draft, boards === 'of-the-cell' ? cell.boards : boards);
    return check.route;
  }

  #make(cell: Checked, answerer: Answerer | undefined): Check {
    const { route, drafts } = cell.chain;
    const without = (unchecked: Unchecked): Check => ({ route: { ...route, unchecked }, drafts: [] });
    const last = drafts.at(-1);
    if (!last || !givesAnswers(cell.runner)) return without('summary-only');
    const items = answerItems(cell, this.#known);
    if (!items) return without('no-shape');
    if (!answerer) return without('no-reference');
    const reference = this.#reference(cell, answerer, items);
    const check = checkOf(cell, { reference: reference.key, last, items });
    return {
      route: { ...route, check: check.key },
      drafts: [
        { draft: reference, boards: answerer.boards },
        { draft: check, boards: 'of-the-cell' },
      ],
    };
  }

  #reference({ chain, input }: Checked, { toolchain, runner, tool }: Answerer, items: Drawn): DraftStep {
    const { route, drafts } = chain;
    const [placement] = toolchain.on;
    const answer: PlannedAnswer = {
      runner,
      format: route.source.format,
      asked: {
        provider: placement?.provider ?? '',
        unit: placement?.unit ?? '',
        arithmetic: route.source.precision,
      },
      options: usualOptions(toolchain),
      // The source takes the data as they lie.
      input: { name: input.name, shape: input.shape },
      items,
    };
    const { source } = route;
    const from: DraftStep['from'] =
      source.built === undefined ? { kind: 'source', file: source } : { kind: 'step', key: source.built };
    const origin = source.built ?? source.digest;
    return draftOf({ answer, tool, from, origin, limitNs: limitOf(drafts) });
  }
}

function checkOf(
  { model, target, chain: { drafts, route, checks }, runner, asked, input }: Checked,
  { reference, last, items }: { readonly reference: StepKey; readonly last: DraftStep; readonly items: Drawn },
): DraftStep {
  const { toolchain, framework } = target;
  const limits = limitsFor(route.loads?.precision ?? '', checks);
  const answer: PlannedAnswer = {
    runner,
    format: last.to.format,
    asked,
    options: usualOptions(toolchain, framework.options),
    input,
    items,
    against: { step: reference, limits, trained: isTrained(model) },
  };
  const tool = toolOf(runner);
  return draftOf({ answer, tool, from: { kind: 'step', key: last.key }, origin: last.key, limitNs: limitOf(drafts) });
}

interface Parts {
  readonly answer: PlannedAnswer;
  readonly tool: string;
  readonly from: DraftStep['from'];
  /** What the model is known by. */
  readonly origin: string;
  readonly limitNs: Nanoseconds;
}

function draftOf({ answer, tool, from, origin, limitNs }: Parts): DraftStep {
  const { runner, against } = answer;
  return {
    key: keyOf(answer, origin),
    toolchain: runner.toolchain,
    conversion: against ? 'check' : 'answers',
    from,
    to: { format: 'npy', precision: answer.asked.arithmetic },
    // One reference serves every board, as what a builder makes does.
    ...(against ? {} : { where: 'builder' as const }),
    answer,
    argv: runner.argv,
    files: runner.files,
    tool,
    needs: runner.needs,
    ...(runner.version ? { version: runner.version } : {}),
    failures: [],
    limitNs,
  };
}

function limitOf(drafts: readonly DraftStep[]): Nanoseconds {
  return drafts[0]?.limitNs ?? (0 as Nanoseconds);
}

/** Built field by field, like a recipe: the question, and not the bytes of the runner's files. */
function keyOf({ runner, asked, options, input, items, against }: PlannedAnswer, origin: string): StepKey {
  const { layout } = input;
  const limits: Plain<Required<CheckLimits>> | null = against?.limits ?? null;
  const content: Json = {
    format: 1,
    from: origin,
    answers: {
      toolchain: runner.toolchain,
      runner: runner.name,
      version: runner.version?.wanted ?? null,
      asked: { provider: asked.provider, unit: asked.unit, arithmetic: asked.arithmetic },
      options: Object.fromEntries(Object.entries(options).sort(([a], [b]) => byCodeUnit(a, b))),
      input: { name: input.name, ...(layout ? { layout: { data: layout.data, model: layout.model } } : {}) },
      items: itemsContent(items),
      against: against ? { step: against.step, limits, trained: against.trained } : null,
    },
  };
  return digestOfJson(content) as StepKey;
}

function itemsContent(items: Drawn): Json {
  return items.kind === 'items'
    ? { data: items.file.digest, items: [...items.items] }
    : { random: [...items.shape], seed: items.seed };
}
