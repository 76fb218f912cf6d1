/**
 * Operators that a model declares to have, and a framework is known to lack on a unit. Only a refusal that somebody saw, with
 * its source, makes a cell unsupported, and only in the versions of which it is known; anything less is a caution, and the
 * framework itself decides.
 */
import { err, ok, type Result } from '#core/result.js';
import type { Caution } from '#domain/caution.js';
import { failure } from '#domain/failure.js';
import type { Model } from '#domain/model.js';
import type { LackedOperator } from '#domain/toolchain.js';
import { inRange } from '#domain/version-range.js';
import { type Refusal, unsupported } from './question.js';
import type { Target } from './target.js';

export function operatorsFor(
  { operators = [] }: Model,
  { lacks, framework, ingredient: { unit } }: Target,
): Result<readonly Caution[], Refusal> {
  const met = lacks.filter(({ operator }) => operators.includes(operator));
  const certain = met.filter(({ versions }) => isAmong(versions, framework.version) === true);
  const seen = certain.find(({ refused }) => refused !== undefined);
  if (seen) {
    const { operator, versions, refused, source } = seen;
    const facts = { framework: framework.name, unit, operator, said: refused ?? null, source };
    return err(unsupported(failure('device/operator', { ...facts, ...(versions ? { versions: versions.text } : {}) })));
  }
  return ok(met.filter(({ versions }) => isAmong(versions, framework.version) !== false).map(cautionOf));

  function cautionOf({ operator, versions, source }: LackedOperator): Caution {
    const open = versions && framework.version === undefined ? versions.text : null;
    return { kind: 'operator', framework: framework.name, unit, operator, versions: open, source };
  }
}

/** Undefined: no version is asked for, and another day brings another one. */
function isAmong(versions: LackedOperator['versions'], asked: string | undefined): boolean | undefined {
  if (!versions) return true;
  return asked === undefined ? undefined : inRange(asked, versions);
}
