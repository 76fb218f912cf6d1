/** What a route begins with: a file that is there, or one that is built, known by its digest or by how it is built. */
import { ok, type Result } from '#core/result.js';
import type { Failure } from '#domain/failure.js';
import type { ModelSource } from '#domain/model.js';
import type { PlannedSource } from '#domain/plan.js';
import { type Build, type BuildContext, buildOf } from './build.js';
import { sourceFile } from './files.js';
import type { SourceIngredient } from './recipe.js';
import type { DraftStep } from './steps.js';

export interface Start {
  readonly planned: PlannedSource;
  readonly ingredient: SourceIngredient;
  /** Of what the first conversion takes. */
  readonly from: DraftStep['from'];
  readonly build?: Build;
}

export function startOf(source: ModelSource, context: BuildContext): Result<Start, Failure> {
  const { format, precision, build: declared } = source;
  if (!declared) {
    const file = sourceFile(source, context.known);
    if (!file.ok) return file;
    const ingredient = { digest: file.value.digest, format, precision };
    return ok({
      planned: { ...file.value, format, precision },
      ingredient,
      from: { kind: 'source', file: file.value },
    });
  }
  const build = buildOf(source, declared, context);
  if (!build.ok) return build;
  const { draft, ingredient } = build.value;
  const name = draft.from.kind === 'nothing' ? draft.from.name : '';
  return ok({
    planned: { name, format, precision, built: draft.key },
    ingredient,
    from: { kind: 'step', key: draft.key },
    build: build.value,
  });
}
