/** What a runner uses of a board, and how it is started with that. */
import type { BoardFacts } from '#domain/board.js';
import type { Measurement } from '#domain/plan.js';
import { usedFacts } from '#domain/used-tools.js';
import { argvFor } from './steps.js';

type PlannedRunner = Measurement['runner'];

export function factsOfRunner({ needs, version }: PlannedRunner, facts: BoardFacts): BoardFacts {
  return usedFacts(facts, { tools: needs, version: version ?? null });
}

/** Of its variants the one for the version of what it loads: the first of its needs that is a tool. */
export function argvOfRunner(runner: PlannedRunner, { tools }: BoardFacts): readonly string[] {
  const versions = runner.needs.flatMap((need) => {
    const found = Object.hasOwn(tools, need) ? tools[need] : undefined;
    return found?.kind === 'found' ? [found.version] : [];
  });
  return argvFor(runner, versions[0] ?? '');
}
