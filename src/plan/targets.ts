/** The targets of a plan: equal wishes are one object, by which recipes, ways and choices are remembered. */
import { Memo } from '#core/memo.js';
import { ok, type Result } from '#core/result.js';
import type { Inventory } from '#domain/board.js';
import type { Caution } from '#domain/caution.js';
import type { Levels } from '#domain/cell.js';
import type { Model } from '#domain/model.js';
import { axisName, type LevelId } from '#domain/names.js';
import { isChoosy, memoryFor, usbCautions } from './device-facts.js';
import { operatorsFor } from './operator-facts.js';
import type { Question, Refusal } from './question.js';
import { settingNames, wantedSettings } from './settings.js';
import { hasNarrowUnits, type Target, targetOf } from './target.js';

const [boardAxis, hostAxis, unitAxis] = [axisName('board'), axisName('host'), axisName('unit')];

export class Targets {
  readonly #question: Question;
  readonly #settings = new Memo<readonly string[]>();
  readonly #targets = new Memo<Result<Target, Refusal>>();
  readonly #fits = new Memo<Result<readonly Caution[], Refusal>>();
  readonly #narrow = new Map<LevelId, boolean>();

  constructor(question: Question) {
    this.#question = question;
  }

  /** Where the model can be, too. */
  of(levels: Levels, required: readonly [LevelId, LevelId, LevelId], model: Model): Result<Target, Refusal> {
    const target = this.#targetOf(levels, required);
    if (!target.ok) return target;
    const fit = this.#fitOf(model, target.value);
    return fit.ok ? target : fit;
  }

  /** What is known to be in the way, of a target that the model can be on. */
  cautions(target: Target, model: Model): readonly Caution[] {
    const fit = this.#fitOf(model, target);
    return fit.ok ? fit.value : [];
  }

  #fitOf(model: Model, target: Target): Result<readonly Caution[], Refusal> {
    return (this.#fits.at([model, target]).made ??= fitOf(model, target, this.#question.inventory));
  }

  #targetOf(levels: Levels, [device, framework, asked]: readonly [LevelId, LevelId, LevelId]): Result<Target, Refusal> {
    const names = (this.#settings.at([device]).made ??= settingNames(device, this.#question.inventory));
    const [board, host, unit] = [levels.get(boardAxis), levels.get(hostAxis), levels.get(unitAxis)];
    const settings = wantedSettings(levels, names);
    const values = settings.flatMap(({ name, value }) => [name, value]);
    const precision = this.#isNarrow(framework) || this.#isChoosy(device) ? asked : undefined;
    const wish = { device, framework, board, host, unit, precision, settings };
    return (this.#targets.at([device, framework, board, host, unit, precision, ...values]).made ??= targetOf(
      wish,
      this.#question,
    ));
  }

  #isChoosy(device: LevelId): boolean {
    const declared = this.#question.inventory.devices.get(device);
    return declared !== undefined && isChoosy(declared);
  }

  #isNarrow(framework: LevelId): boolean {
    const known = this.#narrow.get(framework);
    if (known !== undefined) return known;
    const { experiment, toolchains } = this.#question;
    const toolchain = toolchains.get(experiment.frameworks.get(framework)?.toolchain ?? '');
    const isNarrow = toolchain !== undefined && hasNarrowUnits(toolchain);
    this.#narrow.set(framework, isNarrow);
    return isNarrow;
  }
}

function fitOf(model: Model, target: Target, inventory: Inventory): Result<readonly Caution[], Refusal> {
  const { device, host } = target.ingredient;
  const memory = memoryFor({ model, device, host }, inventory);
  if (!memory.ok) return memory;
  const operators = operatorsFor(model, target);
  return operators.ok ? ok([...operators.value, ...usbCautions(target, inventory)]) : operators;
}
