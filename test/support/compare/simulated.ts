/**
 * Diffs of made-up boards, whose truth is known. A session draws its own level around the cell's (log-normal, between),
 * and each of its inferences a time around that level (log-normal, within), as processes on real boards do: what is drawn
 * once for a session, its iterations share, and no number of them averages it away.
 */

import { compare } from '#compare/compare.js';
import type { Arm, ComparePolicy, Comparison } from '#compare/comparison.js';
import { type Random, randomStream } from '#core/random.js';
import { ascending, quantile } from '#stats/quantile.js';
import { armOf, sessionsOf, subjectOf } from './arms.js';

export interface Noise {
  /** SD of the logarithm: 0.03 is about 3 %. */
  readonly between: number;
  readonly within: number;
  /** Share of sessions that run in a slow mode of the board, and the logarithm of its factor. */
  readonly slow?: { readonly share: number; readonly log: number };
}

export interface Trial {
  readonly cells: number;
  readonly sessions: number;
  readonly noise: Noise;
  /** How much slower B's first cell truly is: 1.2 is 20 %. */
  readonly planted: number;
}

const iterations = 20;

/** Two sides of one experiment; samples[cell][session][iteration], in ns. */
export interface Simulated {
  readonly a: readonly (readonly (readonly number[])[])[];
  readonly b: readonly (readonly (readonly number[])[])[];
}

function simulated({ cells, sessions, noise, planted }: Trial, random: Random): Simulated {
  const side = (factorOf: (cell: number) => number) =>
    Array.from({ length: cells }, (_, cell) =>
      Array.from({ length: sessions }, () => sessionSamples(1e6 * factorOf(cell), noise, random)),
    );
  return { a: side(() => 1), b: side((cell) => (cell === 0 ? planted : 1)) };
}

function sessionSamples(trueNs: number, { between, within, slow }: Noise, random: Random): readonly number[] {
  const mode = slow && random.next() < slow.share ? slow.log : 0;
  const level = Math.log(trueNs) + mode + between * normal(random);
  return Array.from({ length: iterations }, () => Math.exp(level + within * normal(random)));
}

/** As a run set is folded: each session is its median. */
export function compared({ a, b }: Simulated, policy: ComparePolicy): Comparison {
  return compare(armFrom('a', a), armFrom('b', b), policy);
}

function armFrom(name: string, cells: Simulated['a']): Arm {
  const medians = cells.map((sessions) => sessions.map((samples) => quantile(ascending(samples), 0.5)));
  return armOf(
    name,
    medians.map((ofCell, cell) => ({ ...template(cell), sessions: sessionsOf(...ofCell) })),
  );
}

/** Keys are digests: made once for all trials. */
const templates = new Map<number, ReturnType<typeof subjectOf>>();

function template(cell: number): ReturnType<typeof subjectOf> {
  const known = templates.get(cell) ?? subjectOf({ device: 'board', model: `model-${cell}` });
  templates.set(cell, known);
  return known;
}

/** How many of the trials had what is asked for. Seeded: the same count every time. */
export function countOf(trials: number, trial: Trial, holds: (made: Simulated) => boolean): number {
  const random = randomStream(20_261_121, JSON.stringify(trial));
  let held = 0;
  for (let turn = 0; turn < trials; turn++) if (holds(simulated(trial, random))) held += 1;
  return held;
}

export function hasFinding({ counts }: Comparison): boolean {
  return counts.regressed + counts.improved > 0;
}

/** The cell that was planted, and in the right direction. */
export function findsPlanted({ rows }: Comparison): boolean {
  return rows.some(({ verdict, b }) => verdict === 'regressed' && b?.key === template(0).key);
}

/** Box and Muller, Annals of Mathematical Statistics 29 (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
