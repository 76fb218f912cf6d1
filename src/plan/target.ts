/** Device and framework → what computes where: unit, provider, and the boards that offer the device. */
import { present } from '#core/invariant.js';
import { err, ok, type Result } from '#core/result.js';
import type { Board } from '#domain/board.js';
import type { Framework } from '#domain/experiment.js';
import { failure } from '#domain/failure.js';
import type { LevelId } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';
import { type Question, type Refusal, unsupported } from './question.js';
import type { TargetIngredient } from './recipe.js';

export interface Target {
  readonly framework: Framework;
  readonly toolchain: Toolchain;
  /** Empty: no board of the inventory offers the device. */
  readonly boards: readonly Board[];
  readonly ingredient: TargetIngredient;
}

export function targetOf(deviceId: LevelId, frameworkName: LevelId, question: Question): Result<Target, Refusal> {
  const { experiment, inventory, toolchains } = question;
  const device = present(inventory.devices.get(deviceId), `device ${deviceId}`);
  const framework = present(experiment.frameworks.get(frameworkName), `framework ${frameworkName}`);
  const toolchain = present(toolchains.get(framework.toolchain), `toolchain ${framework.toolchain}`);
  // The toolchain's order of preference decides the default unit, not the order in which a device lists its units.
  const placement = toolchain.on.find(({ unit }) => device.units.includes(unit));
  if (!placement) {
    const facts = {
      framework: frameworkName,
      device: deviceId,
      units: device.units,
      computesOn: toolchain.on.map(({ unit }) => unit),
    };
    return err(unsupported(failure('route/unit', facts)));
  }
  return ok({
    framework,
    toolchain,
    boards: [...inventory.boards.values()].filter(({ devices }) => devices.includes(deviceId)),
    ingredient: { device: deviceId, unit: placement.unit, provider: placement.provider },
  });
}
