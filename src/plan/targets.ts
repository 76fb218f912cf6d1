/** The targets of a plan: equal wishes are one object, by which recipes, ways and choices are remembered. */
import { Memo } from '#core/memo.js';
import { ok, type Result } from '#core/result.js';
import type { Inventory } from '#domain/board.js';
import type { Caution } from '#domain/caution.js';
import type { Levels } from '#domain/cell.js';
import type { Model, ModelSource } from '#domain/model.js';
import { axisName, type LevelId } from '#domain/names.js';
import { isChoosy, type MemoryQuestion, memoryFor, usbCautions } from './device-facts.js';
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

  of(levels: Levels, [device, framework, asked]: readonly [LevelId, LevelId, LevelId]): Result<Target, Refusal> {
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

  /** Whether the model can be there, and what is known to be in its way all the same. */
  cautions(target: Target, model: Model, sources: readonly ModelSource[]): Result<readonly Caution[], Refusal> {
    const inventory = this.#question.inventory;
    return (this.#fits.at([model, sources, target]).made ??= fitOf({ model, sources }, target, inventory));
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

function fitOf(
  asked: Pick<MemoryQuestion, 'model' | 'sources'>,
  target: Target,
  inventory: Inventory,
): Result<readonly Caution[], Refusal> {
  const { device, host } = target.ingredient;
  const memory = memoryFor({ ...asked, device, host }, inventory);
  if (!memory.ok) return memory;
  const operators = operatorsFor(asked.model, target);
  return operators.ok ? ok([...operators.value, ...usbCautions(target, inventory)]) : operators;
}
