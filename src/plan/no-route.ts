/** Why no chain leads to what a framework loads: what is missing, and what there would be with it. */
import type { Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import { matchText } from '#domain/match.js';
import type { Model, ModelSource } from '#domain/model.js';
import type { Conversion, Toolchain } from '#domain/toolchain.js';
import type { CalibrationSet } from './calibration.js';
import { findPath, leadingTo, type NoPath, nameOf } from './route.js';

/** What a chain is looked for. */
export interface Wanted {
  readonly model: Model;
  /** Those of the model that the cell may use. */
  readonly sources: readonly ModelSource[];
  readonly framework: string;
  readonly toolchain: Toolchain;
  /** Those of the toolchain that may be used, the preferred ones first. */
  readonly conversions: readonly Conversion[];
  readonly precision: string;
  /** What of the model's calibration set is looked at; undefined: it declares none. */
  readonly calibration: Result<CalibrationSet, Failure> | undefined;
}

export function noRoute(request: Wanted, { reached }: NoPath): Failure {
  const { model, framework, toolchain, conversions, precision, sources } = request;
  const goal = { format: toolchain.loads, precision };
  // With a calibration set there would be a way: that is what is missing.
  const calibrated = request.calibration ? undefined : findPath(sources, conversions, goal);
  if (calibrated?.kind === 'path') {
    const leg = calibrated.path.legs.find(({ conversion }) => conversion.calibration);
    return failure('route/calibration', {
      model: model.name,
      framework,
      conversion: leg?.conversion.id ?? null,
      toolchain: toolchain.name,
    });
  }
  const elsewhere = model.sources.filter((source) => !sources.includes(source));
  return failure('route/none', {
    framework,
    model: model.name,
    precision,
    wants: nameOf(goal),
    sources: sources.map(nameOf),
    tried: reached,
    // Beginning with the goal itself, which no source is.
    from: leadingTo(goal, conversions).slice(1),
    ...(elsewhere.length > 0 ? { elsewhere: elsewhere.map(reservedWords) } : {}),
    why: sources.some((source) => source.precision === precision) ? 'format' : 'source',
  });
}

function reservedWords(source: ModelSource): string {
  return `${nameOf(source)} (${source.for ? matchText(source.for) : ''})`;
}
