/**
 * How many steps of a plan are done, failed, running and left. Counts are kept per group (a cell, or one conversion), so
 * that an event costs a few additions however large the plan is.
 */
import { accuracyWorks, partName } from '#domain/accuracy.js';
import type { Work } from '#domain/attempt.js';
import type { StepCounts } from '#domain/notice.js';
import type { Outcome } from '#domain/outcome.js';
import { settlesCell } from '#domain/outcome.js';
import type { Plan, RunCell } from '#domain/plan.js';

export interface Left {
  readonly conversions: number;
  readonly measurements: number;
}

type Ended = Exclude<Outcome['kind'], 'cancelled'>;
type StepState = Ended | 'running';

interface Group {
  readonly of: keyof Left;
  readonly total: number;
  readonly steps: Map<string, StepState>;
  /** Conversions without which nothing here can run. */
  readonly blockedBy: Set<string>;
  /** Steps whose outcome settled the group: nothing else of it is worth starting. */
  readonly settledBy: Set<string>;
}

export class StepTally {
  readonly #groups = new Map<string, Group>();
  /** Conversion → groups that wait for what it makes. */
  readonly #waiting = new Map<string, Set<Group>>();
  readonly #routes = new Map<string, readonly string[]>();
  readonly #counts: Record<StepState, number> = { succeeded: 0, unsupported: 0, invalid: 0, failed: 0, running: 0 };
  /** Conversions and measurements apart: they take differently long. */
  readonly #left = { conversions: 0, measurements: 0 };

  constructor(plan: Plan) {
    for (const step of plan.steps) if (step.cache.kind !== 'hit') this.#add(step.key, 'conversions', 1);
    for (const cell of plan.cells) if (cell.kind === 'run') this.#addCell(cell);
  }

  counts(): StepCounts {
    return { ...this.#counts, left: this.#left.conversions + this.#left.measurements };
  }

  left(): Left {
    return { ...this.#left };
  }

  begun(work: Work): void {
    if (work.kind !== 'conversion') this.#needsNoMore(this.#routes.get(work.cell) ?? []);
    // A conversion that is tried again unblocks those who wait for it until it fails again.
    else this.#block(work.step, false);
    this.#change(groupOf(work), (group) => {
      this.#set(group, stepOf(work), 'running');
      group.settledBy.clear();
    });
  }

  /** What its cell had does not count any more. */
  anew(work: Work): void {
    this.#change(groupOf(work), (group) => {
      for (const step of [...group.steps.keys()]) this.#set(group, step, undefined);
      group.settledBy.clear();
    });
  }

  ended(work: Work, outcome: Outcome): void {
    this.#change(groupOf(work), (group) => {
      this.#set(group, stepOf(work), outcome.kind === 'cancelled' ? undefined : outcome.kind);
      if (settlesCell(outcome)) group.settledBy.add(stepOf(work));
      else group.settledBy.delete(stepOf(work));
    });
    if (work.kind === 'conversion' && outcome.kind !== 'cancelled')
      this.#block(work.step, outcome.kind !== 'succeeded');
  }

  #addCell(cell: RunCell): void {
    const group = this.#add(cell.key, 'measurements', cell.sessions + accuracyWorks(cell).length);
    const route = cell.measurement.route.steps;
    this.#routes.set(cell.key, route);
    route.forEach((step, at) => {
      // The later conversions of the chain wait for this one too.
      const later = route.slice(at + 1).flatMap((key) => this.#groups.get(key) ?? []);
      const waiting = this.#waiting.get(step) ?? new Set();
      for (const one of [group, ...later]) waiting.add(one);
      this.#waiting.set(step, waiting);
    });
  }

  #add(key: string, of: keyof Left, total: number): Group {
    const group: Group = { of, total, steps: new Map(), blockedBy: new Set(), settledBy: new Set() };
    this.#groups.set(key, group);
    this.#left[of] += total;
    return group;
  }

  /** A conversion whose cache state was unknown turned out to be a hit: who waited for it has begun. */
  #needsNoMore(route: readonly string[]): void {
    for (const step of route) {
      const group = this.#groups.get(step);
      if (group === undefined || group.steps.size > 0) continue;
      this.#left[group.of] -= leftOf(group);
      this.#groups.delete(step);
    }
  }

  #block(step: string, blocked: boolean): void {
    for (const waiting of this.#waiting.get(step) ?? []) {
      this.#left[waiting.of] -= leftOf(waiting);
      if (blocked) waiting.blockedBy.add(step);
      else waiting.blockedBy.delete(step);
      this.#left[waiting.of] += leftOf(waiting);
    }
  }

  #change(key: string, mutate: (group: Group) => void): void {
    const group = this.#groups.get(key);
    if (group === undefined) return;
    this.#left[group.of] -= leftOf(group);
    mutate(group);
    this.#left[group.of] += leftOf(group);
  }

  #set(group: Group, step: string, state: StepState | undefined): void {
    const before = group.steps.get(step);
    if (before !== undefined) this.#counts[before] -= 1;
    if (state === undefined) {
      group.steps.delete(step);
      return;
    }
    group.steps.set(step, state);
    this.#counts[state] += 1;
  }
}

function leftOf(group: Group): number {
  return group.settledBy.size > 0 || group.blockedBy.size > 0 ? 0 : group.total - group.steps.size;
}

function groupOf(work: Work): string {
  return work.kind === 'conversion' ? work.step : work.cell;
}

function stepOf(work: Work): string {
  if (work.kind === 'session') return `session ${work.ordinal}`;
  return work.kind === 'accuracy' ? partName(work.part) : work.kind;
}
