/** `ls`: the run sets of a project, newest first, each with what became of its cells. */
import type { CellStateKind } from '#domain/cell-state.js';
import type { RunSet } from '#domain/run-set.js';

export interface LsView {
  readonly view: 'ls';
  readonly format: 1;
  readonly runSets: readonly RunSetLine[];
  /** Older ones that fit and are not listed. */
  readonly more: number;
}

export type RunSetState = 'running' | 'ended' | 'interrupted' | 'imported';

export interface RunSetLine {
  readonly id: string;
  /** Enough of the id to name it in this store. */
  readonly prefix: string;
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly experiment: string;
  readonly where: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** From the start to the last end, with all that lay between a run and its resumes; null while it has no end. */
  readonly tookNs: number | null;
  readonly state: RunSetState;
  readonly cells: {
    readonly total: number;
    readonly byState: Readonly<Record<CellStateKind, number>>;
    /** Of an imported one: cells with figures of others. */
    readonly reported?: number;
  };
}

export interface LsInput {
  /** All of the store, newest first: what is unique is unique among them. */
  readonly runSets: readonly RunSet[];
  /** Those that were asked for, newest first. */
  readonly chosen: readonly RunSet[];
  readonly limit: number;
  /** Called for those that are listed, and for no others: it costs as much as a `status`. */
  readonly look: (runSet: RunSet) => Looked;
}

export interface Looked {
  readonly byState: Readonly<Record<CellStateKind, number>>;
  /** Whether a living process measures into it. */
  readonly writing: boolean;
  /** Of an imported run set: cells with figures of others. */
  readonly reported?: number;
}

export function lsOf({ runSets, chosen, limit, look }: LsInput): LsView {
  const prefixes = prefixesOf(runSets.map(({ id }) => id));
  const shown = chosen.slice(0, limit);
  return {
    view: 'ls',
    format: 1,
    runSets: shown.map((runSet) => lineOf(runSet, prefixes.get(runSet.id) ?? runSet.id, look(runSet))),
    more: chosen.length - shown.length,
  };
}

function lineOf(runSet: RunSet, prefix: string, { byState, writing, reported }: Looked): RunSetLine {
  const { id, name, tags, experiment, where, startedAt, endedAt } = runSet;
  return {
    id,
    prefix,
    name,
    tags,
    experiment,
    where,
    startedAt,
    endedAt,
    tookNs: endedAt === null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) * 1e6,
    state: runSet.imported ? 'imported' : writing ? 'running' : endedAt === null ? 'interrupted' : 'ended',
    cells: {
      total: Object.values(byState).reduce((sum, count) => sum + count, reported ?? 0),
      byState,
      ...(reported === undefined ? {} : { reported }),
    },
  };
}

/** Day and second, `20261120-133012`, which nearly always is enough; never less than tells it from all others. */
const prefixLeast = 15;

/** Sorted, the ids most alike are neighbours. */
export function prefixesOf(ids: readonly string[]): ReadonlyMap<string, string> {
  const sorted = [...ids].sort();
  return new Map(
    sorted.map((id, at) => {
      const alike = Math.max(commonLength(id, sorted[at - 1] ?? ''), commonLength(id, sorted[at + 1] ?? ''));
      return [id, id.slice(0, Math.max(prefixLeast, alike + 1))];
    }),
  );
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
