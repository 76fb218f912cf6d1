/**
 * What may differ between two results that are set side by side. One table: each part of the fingerprint and each fact of
 * the environment either forbids a comparison of speed, of answers (top-k hits), of both, or is only named on the row. Sizes
 * are compared always.
 */
import type { PartName } from '#domain/plan.js';

interface Forbids {
  readonly speed: boolean;
  readonly answers: boolean;
}

const named: Forbids = { speed: false, answers: false };
const speed: Forbids = { speed: true, answers: false };
const answers: Forbids = { speed: false, answers: true };
const both: Forbids = { speed: true, answers: true };

/** What was declared. New weights, another route, another version are what one asks about: named, and the verdict stays. */
export const partRules: Readonly<Record<PartName, Forbids>> = {
  source: named,
  route: named,
  runner: named,
  preprocess: answers,
  data: both,
  // Warm-up and iterations change what a latency means; which items are counted stands in `data`.
  protocol: speed,
  target: speed,
  settings: named,
};

/** What was observed, by the names of the environment record. Any fact that is not here is only named. */
export const factRules: Readonly<Record<string, Forbids>> = {
  // Other instructions, other kernels: other speed, and with it other rounding.
  arch: both,
  'cpu.model': both,
  'cpu.count': speed,
  'memory.bytes': speed,
};

/** What `allow` can name: everything that forbids something. */
export const allowable: readonly string[] = [...Object.entries(partRules), ...Object.entries(factRules)]
  .filter(([, forbids]) => forbids.speed || forbids.answers)
  .map(([name]) => name);
