/** What compilers said of what they made, by step: of this run set's own conversion, or of that which made what the cache had. */
import type { Attempt } from '#domain/attempt.js';
import type { LogReading } from '#domain/log-reading.js';
import type { StepKey } from '#domain/names.js';
import type { Plan, Route } from '#domain/plan.js';
import type { ArtifactRecord } from '#domain/record.js';
import { convertedWords, isCaution, isMapping } from '#wording/converted.js';
import { resolved } from './resolved.js';

export interface ConvertedView {
  readonly conversion: string;
  readonly tool: string;
  /** Of the reader. */
  readonly revision: number;
  readonly kind: LogReading['kind'];
  readonly facts: LogReading['facts'];
  readonly warnings: readonly string[];
  readonly words: string;
  /** Not all of it is computed, or kept, on the device. */
  readonly caution: boolean;
  /** It says where operators are computed. */
  readonly mapping: boolean;
}

export type Converted = ReadonlyMap<StepKey, ConvertedView>;

export function convertedByStep(run: {
  readonly plan: Pick<Plan, 'steps'>;
  readonly records: readonly Attempt[];
  readonly artifacts: readonly ArtifactRecord[];
}): Converted {
  const steps = run.plan.steps.filter(({ reads }) => reads !== undefined);
  if (steps.length === 0) return new Map();
  const records = run.records.filter(({ work }) => work.kind === 'conversion');
  return new Map(
    steps.flatMap((step) => {
      const made = resolved(step, { records, artifacts: run.artifacts });
      const said = run.artifacts.find(({ key }) => key === made?.key)?.said;
      return said === undefined ? [] : [[step.key, viewOf(step.conversion, said)] as const];
    }),
  );
}

export function convertedOn({ steps }: Pick<Route, 'steps'>, converted: Converted): readonly ConvertedView[] {
  return steps.flatMap((key) => converted.get(key) ?? []);
}

function viewOf(conversion: string, said: LogReading): ConvertedView {
  const { tool, revision, kind, facts, warnings } = said;
  const words = convertedWords(said);
  return {
    conversion,
    tool,
    revision,
    kind,
    facts,
    warnings,
    words,
    caution: isCaution(said),
    mapping: isMapping(said),
  };
}
