/** The routes of a plan and the ways to go them: each found once, whatever the number of cells. */
import { Memo } from '#core/memo.js';
import type { Result } from '#core/result.js';
import type { Protocol } from '#domain/experiment.js';
import type { Known } from '#domain/known.js';
import type { Model } from '#domain/model.js';
import type { Conversion, Toolchain } from '#domain/toolchain.js';
import { Builders } from './builders.js';
import { calibrationOf } from './calibration.js';
import { type Chain, type ChainRequest, chainOf } from './chain.js';
import { checkDemand, createCounted, createDemands, type Demand } from './demand.js';
import { type Kit, Kits, kitOf } from './kits.js';
import type { Question, Refusal } from './question.js';
import { createSources } from './sources.js';
import { requestedVersion, type Target } from './target.js';
import { mentions } from './templates.js';
import { type Way, wayOf } from './way.js';

export interface Asked extends Pick<ChainRequest, 'model' | 'sources' | 'precision' | 'options' | 'limitNs'> {
  readonly target: Target;
}

export class Ways {
  readonly #question: Question;
  readonly #known: Known;
  readonly #builders: Builders;
  readonly #kits: Kits;
  readonly #calibrations = new Map<Model, ReturnType<typeof calibrationOf>>();
  /** Those of a model that a cell may use. */
  readonly sourcesOf = createSources();
  /** The protocol of a cell. */
  readonly counted = createCounted();
  readonly #demandOf = createDemands();
  readonly #routes = new Memo<Result<Chain, Refusal>>();
  readonly #chains = new Memo<Result<Chain, Refusal>>();
  readonly #ways = new Memo<Result<Way, Refusal>>();
  readonly #forOneUnit = new Map<Toolchain, boolean>();

  constructor(question: Question, known: Known) {
    this.#question = question;
    this.#known = known;
    this.#builders = new Builders(question.inventory, known);
    this.#kits = new Kits(this.#builders, known);
  }

  /** Over all conversions, whether or not a board has their tools: without one the cell is refused for good. */
  route(asked: Asked): Result<Chain, Refusal> {
    const { target, sources, precision, options } = asked;
    const { framework, toolchain } = target;
    const provider = this.#providerFor(target);
    return (this.#routes.at([sources, framework, precision, options.convert, provider]).made ??= this.#chainWith(
      asked,
      kitOf(toolchain.conversions),
    ));
  }

  /** What the protocol asks beyond one inference after the other, if the model and a runner can do it. */
  demandOn(model: Model, protocol: Protocol, target: Target): Result<Demand, Refusal> {
    return checkDemand(this.#demandOf(protocol), model, target);
  }

  /** `kept`: the runner that the cell was planned with before. */
  way(asked: Asked, demand: Demand, kept: string | undefined): Result<Way, Refusal> {
    const { target, sources, precision, options } = asked;
    return (this.#ways.at([target, sources, precision, options.convert, demand, kept]).made ??= wayOf({
      target,
      demand,
      kept,
      chainWith: (kit) => this.#chainWith(asked, kit),
      kits: this.#kits,
      builders: this.#builders,
      known: this.#known,
    }));
  }

  /** Cells that differ in nothing but where they are measured share the route. */
  #chainWith(asked: Asked, { conversions, ids }: Kit): Result<Chain, Refusal> {
    const { target, model, sources, precision, options } = asked;
    const { framework, toolchain } = target;
    const provider = this.#providerFor(target);
    const chain = this.#chains.at([sources, framework, precision, options.convert, ids, provider]);
    if (chain.made) return chain.made;
    const { target: _, ...request } = asked;
    return (chain.made = chainOf(
      {
        ...request,
        ...(provider === undefined ? {} : { provider }),
        framework: framework.name,
        toolchain,
        conversions,
        toolchains: this.#question.toolchains,
        version: requestedVersion(target),
        calibration: this.#calibrationOf(model),
      },
      this.#known,
    ));
  }

  #calibrationOf(model: Model): ReturnType<typeof calibrationOf> {
    const known = this.#calibrations.get(model);
    if (known) return known;
    const drawn = calibrationOf(model, this.#question, this.#known);
    this.#calibrations.set(model, drawn);
    return drawn;
  }

  /** Undefined: what the conversions make is the same for every unit. */
  #providerFor({ toolchain, ingredient }: Target): string | undefined {
    const known = this.#forOneUnit.get(toolchain);
    const asks = known ?? toolchain.conversions.some(isForOneUnit);
    if (known === undefined) this.#forOneUnit.set(toolchain, asks);
    return asks ? ingredient.provider : undefined;
  }
}

function isForOneUnit({ argv, variants = [] }: Conversion): boolean {
  return [argv, ...variants.map((each) => each.argv)].some((words) => mentions(words, 'provider'));
}
