/**
 * The mistake that is made most often: each iteration as a sample of its own, judged like a real diff otherwise. It is here
 * to be shown wrong.
 */
import type { ComparePolicy } from '#compare/comparison.js';
import { benjaminiHochberg } from '#stats/benjamini-hochberg.js';
import { welch } from '#stats/welch.js';
import type { Simulated } from './simulated.js';

export function pooledFindings({ a, b }: Simulated, { alpha, threshold }: ComparePolicy): number {
  const logs = (sessions: Simulated['a'][number]) => sessions.flat().map(Math.log);
  const tests = a.map((sessions, cell) => welch(logs(sessions), logs(b[cell] ?? [])));
  const qs = benjaminiHochberg(tests.map((test) => test?.p ?? 1));
  return tests.filter(
    (test, cell) => (qs[cell] ?? 1) <= alpha && Math.abs(test?.difference ?? 0) >= Math.log1p(threshold),
  ).length;
}
