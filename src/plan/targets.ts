/** The targets of a plan: equal wishes are one object, by which recipes, ways and choices are remembered. */
import { Memo } from '#core/memo.js';
import type { Result } from '#core/result.js';
import type { Levels } from '#domain/cell.js';
import type { Model } from '#domain/model.js';
import { axisName, type LevelId } from '#domain/names.js';
import { isChoosy, memoryFor } from './device-facts.js';
import type { Question, Refusal } from './question.js';
import { settingNames, wantedSettings } from './settings.js';
import { hasNarrowUnits, type Target, targetOf } from './target.js';

const [boardAxis, hostAxis, unitAxis] = [axisName('board'), axisName('host'), axisName('unit')];

export class Targets {
  readonly #question: Question;
  readonly #settings = new Memo<readonly string[]>();
  readonly #targets = new Memo<Result<Target, Refusal>>();
  readonly #memory = new Memo<Result<null, Refusal>>();
  readonly #narrow = new Map<LevelId, boolean>();

  constructor(question: Question) {
    this.#question = question;
  }

  /** Where the model can be, too. */
  of(levels: Levels, required: readonly [LevelId, LevelId, LevelId], model: Model): Result<Target, Refusal> {
    const target = this.#targetOf(levels, required);
    if (!target.ok) return target;
    const { device, host } = target.value.ingredient;
    const memory = (this.#memory.at([model, target.value]).made ??= memoryFor(
      { model, device, host },
      this.#question.inventory,
    ));
    return memory.ok ? target : memory;
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
