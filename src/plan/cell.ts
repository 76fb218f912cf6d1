/** One cell → measured, and how; or not, and why. What is refused for good is said before what is only missing now. */
import { present } from '#core/invariant.js';
import { Memo } from '#core/memo.js';
import { ok, type Result } from '#core/result.js';
import { type Levels, slugOf } from '#domain/cell.js';
import type { ExpandedCell } from '#domain/expansion.js';
import type { Protocol } from '#domain/experiment.js';
import type { Known } from '#domain/known.js';
import { levelsRecord } from '#domain/levels.js';
import { axisName, type LevelId } from '#domain/names.js';
import type { Measurement, PlannedCell } from '#domain/plan.js';
import { type Chain, chainOf } from './chain.js';
import { type Choice, choose, requestedVersion } from './choice.js';
import { type Feed, feedOf } from './feed.js';
import { type ChosenOptions, createOptions } from './options.js';
import type { Question, Refusal } from './question.js';
import { createFingerprints, createRecipes } from './recipe.js';
import { costOf, settingNames, wantedSettings } from './settings.js';
import type { StepBook } from './steps.js';
import { type Target, targetOf } from './target.js';

/** Cells share targets, chains, feeds and runners: each is settled once, whatever the number of cells. */
export class CellPlanner {
  readonly #question: Question;
  readonly #known: Known;
  readonly #steps: StepBook;
  readonly #settings = new Memo<readonly string[]>();
  readonly #targets = new Memo<Result<Target, Refusal>>();
  readonly #optionsOf = new Memo<(levels: Levels) => ChosenOptions>();
  readonly #chains = new Memo<Result<Chain, Refusal>>();
  readonly #feeds = new Memo<Result<Feed, Refusal>>();
  readonly #choices = new Memo<Result<Choice, Refusal>>();
  readonly #asked = new Memo<Measurement['asked']>();
  readonly #recipeOf = createRecipes();
  readonly #fingerprintOf = createFingerprints();

  constructor(question: Question, known: Known, steps: StepBook) {
    this.#question = question;
    this.#known = known;
    this.#steps = steps;
  }

  plan(expanded: ExpandedCell): PlannedCell {
    const { cell, protocol, notApplicable } = expanded;
    const { key } = cell;
    const slug = slugOf(cell);
    const levels = levelsRecord(cell.levels);
    if (notApplicable) return { key, slug, levels, kind: 'not-applicable', because: notApplicable };
    const settled = this.#settle(expanded);
    if (!settled.ok) return { key, slug, levels, ...settled.error };
    const { boards } = settled.value.choice;
    for (const draft of settled.value.chain.drafts) this.#steps.add(draft, boards);
    const measurement = this.#measurement(settled.value);
    return { key, slug, levels, kind: 'run', boards, sessions: protocol.sessions, measurement };
  }

  #settle({ cell: { levels }, protocol }: ExpandedCell): Result<Settled, Refusal> {
    const question = this.#question;
    const known = this.#known;
    const { convertNs: limitNs } = question.experiment.limits;
    const [device, name, framework, precision] = required(levels);
    const model = present(question.experiment.models.get(name), 'the model of the cell');
    const target = this.#target(levels, device, framework);
    if (!target.ok) return target;
    const { toolchain, framework: declared } = target.value;
    const optionsOf = (this.#optionsOf.at([framework]).made ??= createOptions(declared, toolchain));
    const options = optionsOf(levels);
    const chain = (this.#chains.at([name, framework, precision, options.convert]).made ??= chainOf(
      { model, framework, toolchain, precision, options, version: requestedVersion(target.value), limitNs },
      known,
    ));
    if (!chain.ok) return chain;
    const feed = (this.#feeds.at([name, protocol]).made ??= feedOf(protocol, model, { question, known }));
    if (!feed.ok) return feed;
    const { needs, needsKey } = chain.value;
    const choice = (this.#choices.at([target.value, options.run, needsKey]).made ??= choose(target.value, {
      options,
      needs,
      known,
    }));
    if (!choice.ok) return choice;
    return ok({
      precision,
      protocol,
      options,
      target: target.value,
      chain: chain.value,
      feed: feed.value,
      choice: choice.value,
    });
  }

  /** Equal wishes are one target object: recipes and choices are remembered by it. */
  #target(levels: Levels, device: LevelId, framework: LevelId): Result<Target, Refusal> {
    const names = (this.#settings.at([device]).made ??= settingNames(device, this.#question.inventory));
    const [board, host, unit] = [levels.get(boardAxis), levels.get(hostAxis), levels.get(unitAxis)];
    const settings = wantedSettings(levels, names);
    const values = settings.flatMap(({ name, value }) => [name, value]);
    const wish = { device, framework, board, host, unit, settings };
    return (this.#targets.at([device, framework, board, host, unit, ...values]).made ??= targetOf(
      wish,
      this.#question,
    ));
  }

  #measurement({ precision, protocol, options, target, chain, feed, choice }: Settled): Measurement {
    const { provider, unit } = target.ingredient;
    const recipe = this.#recipeOf({
      source: chain.source,
      route: chain.ingredient,
      runner: choice.ingredient,
      data: feed.ingredient,
      protocol,
      target: target.ingredient,
      settings: target.settings,
    });
    return {
      fingerprint: this.#fingerprintOf(recipe),
      recipe,
      route: chain.route,
      runner: choice.runner,
      asked: (this.#asked.at([target, precision]).made ??= { provider, unit, arithmetic: precision }),
      options: options.run,
      protocol,
      limits: this.#question.experiment.limits,
      input: feed.input,
      inputImages: feed.inputImages,
      accuracy: feed.accuracy,
      ...placeOf(target),
    };
  }
}

/** Everything there is to know about a cell that will be measured. */
interface Settled {
  readonly precision: string;
  readonly protocol: Protocol;
  readonly options: ChosenOptions;
  readonly target: Target;
  readonly chain: Chain;
  readonly feed: Feed;
  readonly choice: Choice;
}

/** Left out where there is nothing to say, so that plans without it stay as they were. */
function placeOf({ ingredient: { host }, settings, boards }: Target): Pick<Measurement, 'host' | 'settings'> {
  const asked = settings.map(({ name, value }) => ({ name, value, cost: costOf(name, boards) }));
  return { ...(host === null ? {} : { host }), ...(asked.length === 0 ? {} : { settings: asked }) };
}

const [deviceAxis, modelAxis, frameworkAxis, precisionAxis, boardAxis, hostAxis, unitAxis] = [
  axisName('device'),
  axisName('model'),
  axisName('framework'),
  axisName('precision'),
  axisName('board'),
  axisName('host'),
  axisName('unit'),
];

function required(levels: Levels): [LevelId, LevelId, LevelId, LevelId] {
  return [
    present(levels.get(deviceAxis), 'axis device'),
    present(levels.get(modelAxis), 'axis model'),
    present(levels.get(frameworkAxis), 'axis framework'),
    present(levels.get(precisionAxis), 'axis precision'),
  ];
}
