/** What was observed at the first session of a run set against what is there now: sessions of one cell must be alike. */
import { byCodeUnit } from '#core/canonical-json.js';
import { type BoardFacts, type EnvironmentFacts, environmentOf } from '#domain/board.js';
import type { Known } from '#domain/known.js';
import type { BoardId, RunSetId } from '#domain/names.js';
import type { ResumeRefusal } from '#domain/refusal.js';
import { foundOf } from '#domain/used-tools.js';
import type { ResultReader } from '#ports/result-store.js';

export function driftSince(
  store: ResultReader,
  runSet: RunSetId,
  known: Known,
): Extract<ResumeRefusal, { kind: 'drift' }> | undefined {
  const changed: { fact: string; was: string; is: string }[] = [];
  for (const [board, first] of firstEnvironments(store, runSet)) {
    const facts = known.boards.get(board);
    if (facts?.kind !== 'known') continue;
    const now = environmentOf(board, facts.value).facts;
    const also = elsewhere(facts.value);
    for (const [fact, was] of Object.entries(first).sort(([a], [b]) => byCodeUnit(a, b))) {
      // What a runner said of itself is known only when it runs; a fact that could not be read is unknown, not changed.
      if (fact.startsWith('runner.') || was === null || (now[fact] ?? null) === null || now[fact] === was) continue;
      if (also.has(`${fact} ${was}`)) continue;
      changed.push({ fact: `${board}: ${fact}`, was: String(was), is: String(now[fact]) });
    }
  }
  return changed.length > 0 ? { kind: 'drift', changed } : undefined;
}

/** A board may have a tool in several versions, and sessions have used another than the first. */
function elsewhere(facts: BoardFacts): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const name of Object.keys(facts.tools)) {
    for (const { version, packages = '', pythonVersion = '' } of foundOf(facts.tools, name)) {
      seen
        .add(`tool.${name} ${version}`)
        .add(`tool.${name}.packages ${packages}`)
        .add(`python.version ${pythonVersion}`);
    }
  }
  return seen;
}

/** Of the first success on each board. Only those few are read with all that they left behind. */
function firstEnvironments(store: ResultReader, runSet: RunSetId): ReadonlyMap<BoardId, EnvironmentFacts> {
  const first = new Map<BoardId, EnvironmentFacts>();
  for (const { id, board, outcome, work } of store.attempts(runSet)) {
    if (work.kind !== 'session' || outcome?.kind !== 'succeeded' || first.has(board)) continue;
    const digest = store.records(runSet, work.cell).find((record) => record.id === id)?.environment ?? null;
    const observed = digest === null ? undefined : store.environment(digest);
    if (observed) first.set(board, observed.facts);
  }
  return first;
}
