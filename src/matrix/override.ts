/** Overrides: how matching cells are measured instead. Later rules win, setting by setting. */
import type { Levels } from '#domain/cell.js';
import type { Block, OverrideRule, Protocol, ProtocolPatch } from '#domain/experiment.js';
import { matches } from '#domain/match.js';

/** Cells with the same rules share one Protocol object: parts of recipes are memoised by it. */
export function createOverrides(
  block: Block,
  base: Protocol,
): { protocolOf(levels: Levels): Overridden; unmatched(): OverrideRule[] } {
  const made = new Map<string, Overridden>();
  const matched = new Set<number>();
  return {
    protocolOf(levels) {
      const rules = block.overrides.flatMap((rule, index) => (matches(rule.match, levels) ? index : []));
      for (const index of rules) matched.add(index);
      const key = rules.join();
      const known = made.get(key);
      if (known) return known;
      const applied = rules.flatMap((index) => block.overrides[index] ?? []);
      const last = applied.at(-1);
      const overridden = {
        protocol: applied.reduce((protocol, rule) => patched(protocol, rule.set), base),
        ...(last ? { last } : {}),
      };
      made.set(key, overridden);
      return overridden;
    },
    unmatched: () => block.overrides.filter((_, index) => !matched.has(index)),
  };
}

export interface Overridden {
  readonly protocol: Protocol;
  /** The last rule that had a say, to blame it. */
  readonly last?: OverrideRule;
}

function patched(protocol: Protocol, patch: ProtocolPatch): Protocol {
  return {
    ...protocol,
    sessions: patch.sessions ?? protocol.sessions,
    warmup: {
      iterations: patch.warmupIterations ?? protocol.warmup.iterations,
      maxNs: patch.warmupMaxNs ?? protocol.warmup.maxNs,
    },
    iterations: {
      min: patch.iterationsMin ?? protocol.iterations.min,
      max: patch.iterationsMax ?? protocol.iterations.max,
    },
    durationMinNs: patch.durationMinNs ?? protocol.durationMinNs,
  };
}
