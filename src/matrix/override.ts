/** Overrides: how matching cells are measured instead. Later rules win, setting by setting. */
import { Memo } from '#core/memo.js';
import type { Nanoseconds } from '#core/units.js';
import type { Levels } from '#domain/cell.js';
import type { Block, OverrideRule, Protocol, ProtocolPatch } from '#domain/experiment.js';
import { createMatcher } from '#domain/match.js';

/** Cells with the same rules share one Protocol object: parts of recipes are memoised by it. */
export function createOverrides(
  block: Block,
  base: Protocol,
): { protocolOf(levels: Levels): Overridden; unmatched(): OverrideRule[] } {
  const made = new Memo<Overridden>();
  const matched = new Set<OverrideRule>();
  const rules = block.overrides.map((rule) => ({ rule, matches: createMatcher(rule.match) }));
  const overriddenBy = (applied: readonly OverrideRule[]): Overridden => {
    for (const rule of applied) matched.add(rule);
    const last = applied.at(-1);
    const protocol = applied.reduce((patchedSoFar, rule) => patched(patchedSoFar, rule.set), base);
    return { protocol, ...(last ? { last } : {}) };
  };
  return {
    protocolOf(levels) {
      const applied: OverrideRule[] = [];
      for (const { rule, matches } of rules) if (matches(levels)) applied.push(rule);
      return (made.at(applied).made ??= overriddenBy(applied));
    },
    unmatched: () => block.overrides.filter((rule) => !matched.has(rule)),
  };
}

export interface Overridden {
  readonly protocol: Protocol;
  /** The last rule that had a say, to blame it. */
  readonly last?: OverrideRule;
}

function patched(protocol: Protocol, patch: ProtocolPatch): Protocol {
  const { durationTargetNs: _, ...rest } = protocol;
  const durationTargetNs = targetOf(protocol, patch);
  const pauseNs = patch.warmupPauseNs ?? protocol.warmup.pauseNs;
  return {
    ...rest,
    sessions: patch.sessions ?? protocol.sessions,
    warmup: {
      iterations: patch.warmupIterations ?? protocol.warmup.iterations,
      maxNs: patch.warmupMaxNs ?? protocol.warmup.maxNs,
      ...(pauseNs ? { pauseNs } : {}),
    },
    iterations: {
      min: patch.iterationsMin ?? protocol.iterations.min,
      max: patch.iterationsMax ?? protocol.iterations.max,
    },
    durationMinNs: patch.durationMinNs ?? protocol.durationMinNs,
    ...(durationTargetNs ? { durationTargetNs } : {}),
  };
}

/** The two durations are one setting: a rule that names a least one lifts the target of the file, or of a rule before it. */
function targetOf({ durationTargetNs }: Protocol, patch: ProtocolPatch): Nanoseconds | undefined {
  return patch.durationTargetNs ?? (patch.durationMinNs === undefined ? durationTargetNs : undefined);
}
