/** One cell → measured, and how; or not, and why. What is refused for good is said before what is only missing now. */
import { present } from '#core/invariant.js';
import { ok, type Result } from '#core/result.js';
import { type Levels, slugOf } from '#domain/cell.js';
import type { ExpandedCell } from '#domain/expansion.js';
import type { Protocol } from '#domain/experiment.js';
import type { Known } from '#domain/known.js';
import type { Model } from '#domain/model.js';
import { axisName, type LevelId } from '#domain/names.js';
import type { Measurement, PlannedCell } from '#domain/plan.js';
import { type Chain, chainOf } from './chain.js';
import { type Choice, choose, requestedVersion } from './choice.js';
import { type Feed, feedOf } from './feed.js';
import { type ChosenOptions, optionsOf } from './options.js';
import { createMemo, type Question, type Refusal } from './question.js';
import { createRecipes, fingerprintOf } from './recipe.js';
import type { StepBook } from './steps.js';
import { type Target, targetOf } from './target.js';

/** Cells share targets, chains, feeds and runners: each is settled once, whatever the number of cells. */
export class CellPlanner {
  readonly #question: Question;
  readonly #known: Known;
  readonly #steps: StepBook;
  readonly #targets = createMemo<Result<Target, Refusal>>();
  readonly #chains = createMemo<Result<Chain, Refusal>>();
  readonly #feeds = createMemo<Result<Feed, Refusal>>();
  readonly #choices = createMemo<Result<Choice, Refusal>>();
  readonly #protocols = createNumbers();
  readonly #recipeOf = createRecipes();

  constructor(question: Question, known: Known, steps: StepBook) {
    this.#question = question;
    this.#known = known;
    this.#steps = steps;
  }

  plan(expanded: ExpandedCell): PlannedCell {
    const { cell, protocol, notApplicable } = expanded;
    const head = { key: cell.key, slug: slugOf(cell), levels: Object.fromEntries(cell.levels) };
    if (notApplicable) return { ...head, kind: 'not-applicable', because: notApplicable };
    const settled = this.#settle(expanded);
    if (!settled.ok) return { ...head, ...settled.error };
    const { chain, choice } = settled.value;
    for (const draft of chain.drafts) this.#steps.add(draft, choice.boards);
    return {
      ...head,
      kind: 'run',
      boards: choice.boards,
      sessions: protocol.sessions,
      measurement: this.#measurement(settled.value),
    };
  }

  #settle({ cell, protocol }: ExpandedCell): Result<Settled, Refusal> {
    const question = this.#question;
    const known = this.#known;
    const [device, name, framework, precision] = builtIn(cell.levels);
    const model = present(question.experiment.models.get(name), `model ${name}`);
    const target = this.#targets(`${device} ${framework}`, () => targetOf(device, framework, question));
    if (!target.ok) return target;
    const { toolchain } = target.value;
    const options = optionsOf(cell.levels, target.value.framework, toolchain);
    const version = requestedVersion(target.value);
    const limitNs = question.experiment.limits.convertNs;
    const chain = this.#chains(`${name} ${framework} ${precision} ${options.convertKey}`, () =>
      chainOf({ model, framework, toolchain, precision, options, version, limitNs }, known),
    );
    if (!chain.ok) return chain;
    const feed = this.#feeds(`${name} ${this.#protocols(protocol)}`, () =>
      feedOf(protocol, model, { question, known }),
    );
    if (!feed.ok) return feed;
    const needs = chain.value.needs;
    const choice = this.#choices(`${device} ${framework} ${options.runKey} ${needs.join()}`, () =>
      choose(target.value, { options, needs, known }),
    );
    if (!choice.ok) return choice;
    return ok({
      model,
      precision,
      protocol,
      options,
      target: target.value,
      chain: chain.value,
      feed: feed.value,
      choice: choice.value,
    });
  }

  #measurement({ model, precision, protocol, options, target, chain, feed, choice }: Settled): Measurement {
    const { provider, unit } = target.ingredient;
    const recipe = this.#recipeOf({
      source: chain.source,
      route: chain.ingredient,
      runner: choice.ingredient,
      data: feed.ingredient,
      protocol,
      target: target.ingredient,
    });
    const input = model.inputs[0];
    return {
      fingerprint: fingerprintOf(recipe),
      recipe,
      route: chain.route,
      runner: choice.runner,
      asked: { provider, unit, arithmetic: precision },
      options: options.run,
      protocol,
      limits: this.#question.experiment.limits,
      input: { name: input?.name ?? null, shape: input?.shape ?? null },
      inputImages: feed.inputImages,
      accuracy: feed.accuracy,
    };
  }
}

/** Everything there is to know about a cell that will be measured. */
interface Settled {
  readonly model: Model;
  readonly precision: string;
  readonly protocol: Protocol;
  readonly options: ChosenOptions;
  readonly target: Target;
  readonly chain: Chain;
  readonly feed: Feed;
  readonly choice: Choice;
}

function builtIn(levels: Levels): [LevelId, LevelId, LevelId, LevelId] {
  const level = (axis: string): LevelId => present(levels.get(axisName(axis)), `axis ${axis}`);
  return [level('device'), level('model'), level('framework'), level('precision')];
}

/** A short name for each object, in order of appearance: protocols are shared by reference and have no name. */
function createNumbers(): (item: object) => number {
  const numbers = new Map<object, number>();
  return (item) => {
    const number = numbers.get(item) ?? numbers.size;
    numbers.set(item, number);
    return number;
  };
}
