/** Device, framework and place → what computes where: unit, provider, host, settings, and the boards that can have them. */
import { present } from '#core/invariant.js';
import { err, ok, type Result } from '#core/result.js';
import type { Board, Device } from '#domain/board.js';
import { boardsWith, hostOn, machineOn } from '#domain/bound-axes.js';
import type { Framework } from '#domain/experiment.js';
import { type Facts, failure } from '#domain/failure.js';
import type { LevelId } from '#domain/names.js';
import type { Measurement } from '#domain/plan.js';
import type { AskedVersion } from '#domain/tool-choice.js';
import { interpreters, type LackedOperator, type Placement, type Toolchain } from '#domain/toolchain.js';
import { computesIn, notComputed } from './device-facts.js';
import { type Question, type Refusal, unsupported } from './question.js';
import type { TargetIngredient } from './recipe.js';
import { boardsThatTake, costOf, type WantedSettings } from './settings.js';

export interface Target {
  readonly framework: Framework;
  readonly toolchain: Toolchain;
  /** Empty: no board of the inventory offers the device, as the cell wants it. */
  readonly boards: readonly Board[];
  readonly ingredient: TargetIngredient;
  /** Operators that the framework is known to lack on the unit. */
  readonly lacks: readonly LackedOperator[];
  /** As the axes ask for them; in the order of their names. */
  readonly settings: WantedSettings;
}

/** What the levels of a cell say about where it is measured; undefined: it has no such axis. */
export interface Wish {
  readonly device: LevelId;
  readonly framework: LevelId;
  readonly board: LevelId | undefined;
  readonly host: LevelId | undefined;
  readonly unit: LevelId | undefined;
  /** Where the toolchain or the device has units that do not run every precision; undefined: the unit hangs on none. */
  readonly precision: LevelId | undefined;
  readonly settings: WantedSettings;
}

export function targetOf(wish: Wish, question: Question): Result<Target, Refusal> {
  const { experiment, inventory, toolchains } = question;
  const device = present(inventory.devices.get(wish.device), `device ${wish.device}`);
  const framework = present(experiment.frameworks.get(wish.framework), `framework ${wish.framework}`);
  const toolchain = present(toolchains.get(framework.toolchain), `toolchain ${framework.toolchain}`);
  const placements = placementsOf(wish, device, toolchain);
  if (placements.length === 0) return err(unsupported(failure('route/unit', unitFacts(wish, device, toolchain))));
  const able = placements.filter((each) => runs(each, wish.precision));
  if (able.length === 0) return err(unsupported(failure('route/precision', precisionFacts(wish, placements))));
  const placement = able.find(({ unit }) => computesIn(device, unit, wish.precision));
  if (!placement) return err(unsupported(notComputed(device, able, wish.precision)));
  const offering = boardsWith(wish.device, inventory.boards.values()).filter((board) => isMeant(board, wish));
  const boards = boardsThatTake(wish.settings, offering);
  if (boards.length === 0 && offering.length > 0) {
    const wanted = wish.settings.map(({ name, value }) => `${name}=${value}`);
    const facts = { device: wish.device, wanted, boards: offering.map(({ id }) => id) };
    return err(unsupported(failure('board/no-setting', facts)));
  }
  return ok({
    framework,
    toolchain,
    boards,
    ingredient: {
      device: wish.device,
      unit: placement.unit,
      provider: placement.provider,
      host: hostOf(wish, boards),
    },
    lacks: placement.lacks ?? [],
    settings: wish.settings,
  });
}

/** The toolchain's order of preference decides the default unit, not the order in which a device lists its units. */
function placementsOf({ unit: wanted, device: level }: Wish, device: Device, { on }: Toolchain): readonly Placement[] {
  return on.filter(
    ({ unit, devices }) =>
      device.units.includes(unit) && (wanted === undefined || unit === wanted) && (devices?.includes(level) ?? true),
  );
}

function runs({ precisions }: Placement, precision: LevelId | undefined): boolean {
  return precision === undefined || !precisions || precisions.includes(precision);
}

/** A toolchain with such units: only then is the precision part of what a target is. */
export function hasNarrowUnits({ on }: Toolchain): boolean {
  return on.some(({ precisions }) => precisions !== undefined);
}

function precisionFacts({ framework, device, precision }: Wish, placements: readonly Placement[]): Facts {
  const precisions = [...new Set(placements.flatMap((each) => each.precisions ?? []))];
  const units = [...new Set(placements.map(({ unit }) => unit))];
  return { framework, device, precision: precision ?? null, units, precisions };
}

function unitFacts({ framework, device: level, unit }: Wish, device: Device, { on }: Toolchain): Facts {
  return {
    framework,
    device: level,
    units: device.units,
    computesOn: on.map(({ unit: each, devices }) => (devices ? `${each} of ${devices.join(' or ')}` : each)),
    ...(unit === undefined ? {} : { unit }),
  };
}

function isMeant(board: Board, { device, board: named, host }: Wish): boolean {
  if (named !== undefined && (board.id as string) !== named) return false;
  return host === undefined || machineOn(board, device) === host;
}

/** All boards have one: where they differ, the cell must have said which it means (`matrix/host-unsaid`). */
function hostOf({ device, host }: Wish, [board]: readonly Board[]): LevelId | null {
  if (host !== undefined) return host === device ? null : host;
  return board ? hostOn(board, device) : null;
}

/** A version asked of a framework is asked of what its runners load, not of Node, of Python or of every converter. */
export function requestedVersion({
  framework,
  toolchain,
}: Pick<Target, 'framework' | 'toolchain'>): AskedVersion | null {
  if (framework.version === undefined) return null;
  const needs = new Set(toolchain.runners.flatMap((runner) => runner.needs));
  for (const interpreter of interpreters) needs.delete(interpreter);
  return { wanted: framework.version, of: [...needs] };
}

/** Left out where there is nothing to say, so that plans without it stay as they were. */
export function placeOf({ ingredient: { host }, settings, boards }: Target): Pick<Measurement, 'host' | 'settings'> {
  const asked = settings.map(({ name, value }) => ({ name, value, cost: costOf(name, boards) }));
  return { ...(host === null ? {} : { host }), ...(asked.length === 0 ? {} : { settings: asked }) };
}
