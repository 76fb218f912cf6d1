/**
 * What may differ between two results that are set side by side. One table: each part of the fingerprint and each fact of
 * the environment either forbids a comparison of speed, of answers (top-k hits), of both, or is only named on the row. Sizes
 * are compared always.
 */
import { byCodeUnit } from '#core/canonical-json.js';
import { type PartName, partNames } from '#domain/plan.js';
import type { Because, Differs, Subject } from './comparison.js';

interface Forbids {
  readonly speed: boolean;
  readonly answers: boolean;
}

const named: Forbids = { speed: false, answers: false };
const speed: Forbids = { speed: true, answers: false };
const answers: Forbids = { speed: false, answers: true };
const both: Forbids = { speed: true, answers: true };

/** What was declared. New weights, another route, another version are what one asks about: named, and the verdict stays. */
const partRules: Readonly<Record<PartName, Forbids>> = {
  source: named,
  route: named,
  runner: named,
  // As yet empty; unequal tensors have equal speed.
  preprocess: answers,
  data: both,
  // Warm-up and iterations change what a latency means; which items are counted stands in `data`.
  protocol: speed,
  target: speed,
  settings: named,
};

/** What was observed, by the names of the environment record. Any fact that is not here is only named. */
const factRules: ReadonlyMap<string, Forbids> = new Map([
  // Other instructions, other kernels: other speed, and with it other rounding.
  ['arch', both],
  ['cpu.model', both],
  ['cpu.count', speed],
  ['memory.bytes', speed],
]);

/** A kernel keeps a little more or less memory for itself: the same board then reports some megabytes less. */
const memoryTolerance = 0.05;

/** What `allow` can name: everything that forbids something. */
export const allowable: readonly string[] = [...Object.entries(partRules), ...factRules]
  .filter(([, forbids]) => forbids.speed || forbids.answers)
  .map(([name]) => name);

/** A part or fact that one side does not know is unknown, not different. */
export function differsOf(a: Subject, b: Subject): Differs {
  const facts = Object.keys(a.environment)
    .filter((fact) => Object.hasOwn(b.environment, fact))
    .sort(byCodeUnit);
  return {
    parts: partNames.filter((part) => a.recipe && b.recipe && a.recipe.parts[part] !== b.recipe.parts[part]),
    environment: facts.flatMap((fact) => {
      const [ofA, ofB] = [valuesOf(a, fact), valuesOf(b, fact)];
      return alike(fact, ofA, ofB) ? [] : [{ fact, a: ofA, b: ofB }];
    }),
  };
}

/** What of all that differs stands against a comparison; null where nothing does. */
export function forbidden(
  differs: Differs,
  what: keyof Forbids,
  allow: readonly string[],
): Extract<Because, { kind: 'differs' }> | null {
  const parts = differs.parts.filter((part) => partRules[part][what] && !allow.includes(part));
  const facts = differs.environment
    .map(({ fact }) => fact)
    .filter((fact) => factRules.get(fact)?.[what] && !allow.includes(fact));
  return parts.length + facts.length > 0 ? { kind: 'differs', parts, facts } : null;
}

function valuesOf(subject: Subject, fact: string): readonly string[] {
  return [...new Set(subject.environment[fact])].sort(byCodeUnit);
}

function alike(fact: string, a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return true;
  if (fact === 'memory.bytes' && near([...a, ...b].map(Number))) return true;
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function near(values: readonly number[]): boolean {
  return Math.min(...values) >= Math.max(...values) * (1 - memoryTolerance);
}
