/** The targets of a plan: equal wishes are one object, by which recipes, ways and choices are remembered. */
import { Memo } from '#core/memo.js';
import type { Result } from '#core/result.js';
import type { Levels } from '#domain/cell.js';
import { axisName, type LevelId } from '#domain/names.js';
import type { Question, Refusal } from './question.js';
import { settingNames, wantedSettings } from './settings.js';
import { hasNarrowUnits, type Target, targetOf } from './target.js';

const [boardAxis, hostAxis, unitAxis] = [axisName('board'), axisName('host'), axisName('unit')];

export class Targets {
  readonly #question: Question;
  readonly #settings = new Memo<readonly string[]>();
  readonly #targets = new Memo<Result<Target, Refusal>>();
  readonly #narrow = new Map<LevelId, boolean>();

  constructor(question: Question) {
    this.#question = question;
  }

  of(levels: Levels, [device, framework, asked]: readonly [LevelId, LevelId, LevelId]): Result<Target, Refusal> {
    const names = (this.#settings.at([device]).made ??= settingNames(device, this.#question.inventory));
    const [board, host, unit] = [levels.get(boardAxis), levels.get(hostAxis), levels.get(unitAxis)];
    const settings = wantedSettings(levels, names);
    const values = settings.flatMap(({ name, value }) => [name, value]);
    const precision = this.#isNarrow(framework) ? asked : undefined;
    const wish = { device, framework, board, host, unit, precision, settings };
    return (this.#targets.at([device, framework, board, host, unit, precision, ...values]).made ??= targetOf(
      wish,
      this.#question,
    ));
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
