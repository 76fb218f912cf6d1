/** `import`: a table that was understood becomes a run set of its own, unless the very same one is there already. */
import { emptyPlan, type Imported } from '#domain/imported.js';
import { digestOfPlan } from '#domain/plan.js';
import { makeRunSetId, type RunSet, type RunSetLabels } from '#domain/run-set.js';
import type { Clock } from '#ports/clock.js';
import type { ResultReader, ResultStore } from '#ports/result-store.js';

export interface ImportRequest {
  /** As the mapping calls it. */
  readonly name: string;
  readonly imported: Imported;
  readonly labels: RunSetLabels;
  /** Four hex digits that tell run sets of one second apart. */
  readonly entropy: string;
}

export function importTable(
  { store, clock }: { readonly store: ResultStore; readonly clock: Clock },
  { name, imported, labels, entropy }: ImportRequest,
): RunSet {
  const at = clock.wall();
  const runSet: RunSet = {
    id: makeRunSetId(at, name, entropy),
    experiment: name,
    ...labels,
    where: null,
    spec: imported.mapping.text,
    specPath: imported.mapping.path,
    inventory: null,
    planDigest: digestOfPlan(emptyPlan(name)),
    seed: 0,
    startedAt: at,
    endedAt: at,
    imported: true,
  };
  store.import(runSet, imported);
  return runSet;
}

/** The same bytes of both files: whatever they are called, and whoever brought them. */
export function importedBefore(store: ResultReader, { table, mapping }: Imported): RunSet | undefined {
  return store.runSets().find(({ id, imported }) => {
    const before = imported ? store.imported(id) : undefined;
    return before?.table.digest === table.digest && before.mapping.digest === mapping.digest;
  });
}
