/** Outcomes of no-op sessions, as the engine records them: what one leaves behind was read from a real one. */

/** Name, statistic, scope and unit of each number; null is unknown, with a reason. */
const numbers = [
  ['latency', 'cold', 'inference', 'ns', 1],
  ['latency', 'max', 'inference', 'ns', 1],
  ['latency', 'mean', 'inference', 'ns', 1],
  ['latency', 'median', 'inference', 'ns', 1],
  ['latency', 'min', 'inference', 'ns', 1],
  ['latency', 'p25', 'inference', 'ns', 1],
  ['latency', 'p75', 'inference', 'ns', 1],
  ['latency', 'p90', 'inference', 'ns', null],
  ['latency', 'p95', 'inference', 'ns', null],
  ['latency', 'p99', 'inference', 'ns', null],
  ['latency', 'sd', 'inference', 'ns', null],
  ['load-time', 'value', 'load', 'ns', 0],
  ['memory', 'peak', 'process', 'bytes', null],
  ['size', 'value', 'model', 'bytes', 7],
  ['throughput', 'mean', 'inference', 'per-second', 999_999_999],
];

export const metrics = numbers.map(([name, statistic, scope, unit, value]) => ({
  name,
  statistic,
  scope,
  unit,
  source: 'computed',
  value,
  ...(value === null ? { unknownBecause: 'fewer samples than it needs' } : {}),
  count: 1,
}));

const samplesDigest = '262e5626948ce7f73ac55b362b5a422e4da0de55089c0153ffa0fb00116d6c82';

export const filesOf = (runSet, attempt) => [
  { role: 'samples', path: `${runSet}/${attempt}/samples.parquet`, bytes: 552, digest: samplesDigest },
];

/** The attempts of a run set, one session a cell, each with a text for a moment that grows by five seconds. */
export function attemptsOf(plan, runSet, attemptIdOf) {
  return plan.cells.map((cell, at) => {
    const work = { kind: 'session', cell: cell.key, ordinal: 1, fingerprint: cell.measurement.fingerprint };
    return { id: attemptIdOf(runSet, work, 1), work, board: cell.boards[0], try: 1, wall: wallAt(at), at };
  });
}

export function wallAt(index) {
  return new Date(Date.UTC(2026, 10, 20) + index * 5000).toISOString();
}
