/**
 * What the inventory and the catalogue say of a device that decides whether a cell can run there: the precisions that its units
 * compute in, and its memory. Facts with a source, of the one device; what nobody declared is not known, and refuses nothing.
 */
import { err, ok, type Result } from '#core/result.js';
import type { Board, Device, Inventory, Unit } from '#domain/board.js';
import type { Caution } from '#domain/caution.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Model, ModelSource } from '#domain/model.js';
import type { LevelId } from '#domain/names.js';
import type { Placement } from '#domain/toolchain.js';
import { type Refusal, unsupported } from './question.js';
import type { TargetIngredient } from './recipe.js';

/** A processor computes what a framework has the instructions for, or emulates: no list of a device says what it cannot. */
const general: Unit = 'cpu';

/** With a unit that does not compute in every precision: only then is the precision part of what a target is. */
export function isChoosy({ precisions = {} }: Device): boolean {
  return Object.keys(precisions).some((unit) => unit !== general);
}

export function computesIn(device: Device, unit: Unit, precision: string | undefined): boolean {
  const declared = unit === general ? undefined : precisionsIn(device, unit);
  return precision === undefined || declared === undefined || declared.includes(precision);
}

export function notComputed(device: Device, able: readonly Placement[], precision: string | undefined): Failure {
  const units = [...new Set(able.map(({ unit }) => unit))];
  const precisions = [...new Set(units.flatMap((unit) => precisionsIn(device, unit) ?? []))];
  return failure('device/precision', {
    device: device.id,
    ...(device.units.length > 1 ? { units } : {}),
    precisions,
    precision: precision ?? null,
    said: originOf(device),
  });
}

function precisionsIn({ precisions = {} }: Device, unit: Unit): readonly string[] | undefined {
  return Object.hasOwn(precisions, unit) ? precisions[unit] : undefined;
}

/** Two that must fit together. */
export interface MemoryQuestion {
  readonly model: Model;
  /** Those of the model that the cell may use. */
  readonly sources: readonly ModelSource[];
  readonly device: LevelId;
  /** Where an accelerator is plugged in; null: the device is a machine of its own. */
  readonly host: LevelId | null;
}

/**
 * Memory of the machine that runs the program: of an accelerator's own, models are often larger, and pass through it in parts.
 * Where nobody says how much there is, it is enough.
 */
export function memoryFor(
  { model, sources, device, host }: MemoryQuestion,
  { devices }: Pick<Inventory, 'devices'>,
): Result<null, Refusal> {
  const machine = devices.get(host ?? device);
  const needsMb = neededMb(model, sources);
  const hasMb = machine?.attributes['memory_mb'];
  if (!machine || typeof needsMb !== 'number' || typeof hasMb !== 'number' || hasMb >= needsMb) return ok(null);
  const facts = { model: model.name, needsMb, device: machine.id, hasMb, said: originOf(machine) };
  return err(unsupported(failure('device/memory', facts)));
}

interface Plugged {
  readonly boards: readonly Board[];
  readonly ingredient: Pick<TargetIngredient, 'device' | 'host'>;
}

/** A stick is as fast as the slower of the two that are plugged together. What a board says of its port goes before its kind. */
export function usbCautions(
  { boards, ingredient: { device, host } }: Plugged,
  { devices }: Pick<Inventory, 'devices'>,
): readonly Caution[] {
  const madeFor = devices.get(device)?.attributes['usb'];
  if (host === null || typeof madeFor !== 'number') return [];
  const ofKind = devices.get(host)?.attributes['usb'];
  const ports = boards.map(({ usb }) => usb?.get(device) ?? ofKind).filter((port) => typeof port === 'number');
  const has = Math.min(...ports);
  return has < madeFor ? [{ kind: 'usb', device, madeFor, host, has }] : [];
}

/** One framework needs more than another, and so does one source: the one that needs least decides. */
function neededMb(model: Model, sources: readonly ModelSource[]): number | undefined {
  const said = model.attributes['min_memory_mb'];
  const ofModel = typeof said === 'number' ? said : undefined;
  const each = sources.map(({ minMemoryMb }) => minMemoryMb ?? ofModel);
  return each.length > 0 && each.every((one) => one !== undefined) ? Math.min(...each) : ofModel;
}

function originOf({ catalogued }: Device): string {
  return catalogued ? 'catalogue' : 'inventory';
}
