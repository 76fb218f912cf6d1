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
import type { Measurement, PlannedCell, Route } from '#domain/plan.js';
import type { Checked, Checks } from './checks.js';
import { type Choice, choiceOf } from './choice.js';
import { createAccuracies, createInputs, type Feed, feedOf } from './feed.js';
import { type ChosenOptions, createOptions } from './options.js';
import type { Question, Refusal } from './question.js';
import { createFingerprints, createRecipes } from './recipe.js';
import { placeOf } from './target.js';
import { Targets } from './targets.js';
import { machinesFor, type Way } from './way.js';
import { type Asked, Ways } from './ways.js';

/** Cells share targets, chains, feeds and runners: each is settled once, whatever the number of cells. */
export class CellPlanner {
  readonly #question: Question;
  readonly #known: Known;
  readonly #checks: Checks;
  readonly #routes = new Memo<Route>();
  readonly #targets: Targets;
  readonly #ways: Ways;
  readonly #optionsOf = new Memo<(levels: Levels) => ChosenOptions>();
  readonly #feeds = new Memo<Result<Feed, Refusal>>();
  readonly #inputOf = createInputs();
  readonly #accuracyOn: ReturnType<typeof createAccuracies>;
  readonly #choices = new Memo<Choice>();
  readonly #asked = new Memo<Measurement['asked']>();
  readonly #recipeOf = createRecipes();
  readonly #fingerprintOf = createFingerprints();

  constructor(question: Question, known: Known, checks: Checks) {
    this.#question = question;
    this.#known = known;
    this.#checks = checks;
    this.#targets = new Targets(question);
    this.#ways = new Ways(question, known);
    this.#accuracyOn = createAccuracies(question);
  }

  plan(expanded: ExpandedCell): PlannedCell {
    const { cell, protocol, notApplicable } = expanded;
    const { key } = cell;
    const slug = slugOf(cell);
    const levels = levelsRecord(cell.levels);
    if (notApplicable) return { key, slug, levels, kind: 'not-applicable', because: notApplicable };
    const settled = this.#settle(expanded);
    if (!settled.ok) return { key, slug, levels, ...settled.error };
    const { boards } = settled.value.way;
    const measurement = this.#measurement(settled.value);
    return { key, slug, levels, kind: 'run', boards, sessions: protocol.sessions, measurement };
  }

  #settle({ cell: { key, levels }, protocol: declared }: ExpandedCell): Result<Settled, Refusal> {
    const question = this.#question;
    const known = this.#known;
    const { convertNs: limitNs } = question.experiment.limits;
    const [device, name, framework, precision] = required(levels);
    const model = present(question.experiment.models.get(name), 'the model of the cell');
    const target = this.#targets.of(levels, [device, framework, precision]);
    if (!target.ok) return target;
    const protocol = this.#ways.counted(declared, levels);
    const demand = this.#ways.demandOn(model, protocol, target.value);
    if (!demand.ok) return demand;
    const optionsOf = (this.#optionsOf.at([framework]).made ??= createOptions(target.value));
    const options = optionsOf(levels);
    const sources = this.#ways.sourcesOf(model, levels, target.value);
    const cautions = this.#targets.cautions(target.value, model, sources);
    if (!cautions.ok) return cautions;
    const asked: Asked = { target: target.value, model, sources, precision, options, limitNs };
    const way = this.#ways.way(asked, demand.value, question.kept?.get(key));
    // What is refused for good is said before what is only missing now; a way has a route.
    const route = way.ok ? way : this.#ways.route(asked);
    if (!route.ok) return route;
    const feed = (this.#feeds.at([name, protocol]).made ??= feedOf(protocol, model, { question, known }));
    if (!feed.ok) return feed;
    if (!way.ok) return way;
    const choice = (this.#choices.at([target.value, options.run, way.value.runner]).made ??= choiceOf(
      target.value,
      way.value,
      options,
    ));
    return ok({ asked, protocol, feed: feed.value, way: way.value, choice, cautions: cautions.value });
  }

  /** With the steps of a way in the book, once for all cells that go it. */
  #routeOf(way: Way, cell: Omit<Checked, 'chain' | 'boards'>): Route {
    const known = this.#routes.at([way, cell.input, cell.inputImages]);
    if (known.made) return known.made;
    const { chain, boards } = way;
    for (const draft of chain.drafts) this.#checks.book.add(draft, machinesFor(draft, way));
    return (known.made = this.#checks.of({ ...cell, chain, boards }));
  }

  #measurement({ asked, protocol, way, feed, choice, cautions }: Settled): Measurement {
    const { chain, boards } = way;
    const { model, precision, options, target } = asked;
    const { provider, unit } = target.ingredient;
    const input = this.#inputOf(feed, model, target.toolchain);
    const recipe = this.#recipeOf({
      source: chain.source,
      route: chain.ingredient,
      runner: choice.ingredient,
      ...(input.layout ? { layout: input.layout } : {}),
      data: feed.ingredient,
      protocol,
      target: target.ingredient,
      settings: target.settings,
    });
    const execution = (this.#asked.at([provider, unit, precision]).made ??= { provider, unit, arithmetic: precision });
    const { inputImages } = feed;
    const { runner } = choice;
    return {
      fingerprint: this.#fingerprintOf(recipe),
      recipe,
      route: this.#routeOf(way, { model, target, runner, asked: execution, input, inputImages }),
      runner,
      asked: execution,
      options: options.run,
      protocol,
      limits: this.#question.experiment.limits,
      input,
      inputImages,
      // A tool that sums up its own measurement answers no item.
      accuracy: runner.gives === 'summary' ? null : this.#accuracyOn(feed.accuracy, boards),
      ...placeOf(target),
      ...(cautions.length > 0 ? { cautions } : {}),
    };
  }
}

/** Everything there is to know about a cell that will be measured. */
interface Settled {
  readonly asked: Asked;
  readonly protocol: Protocol;
  readonly feed: Feed;
  readonly way: Way;
  readonly choice: Choice;
  readonly cautions: NonNullable<Measurement['cautions']>;
}

const [deviceAxis, modelAxis, frameworkAxis, precisionAxis] = [
  axisName('device'),
  axisName('model'),
  axisName('framework'),
  axisName('precision'),
];

function required(levels: Levels): [LevelId, LevelId, LevelId, LevelId] {
  return [
    present(levels.get(deviceAxis), 'axis device'),
    present(levels.get(modelAxis), 'axis model'),
    present(levels.get(frameworkAxis), 'axis framework'),
    present(levels.get(precisionAxis), 'axis precision'),
  ];
}
