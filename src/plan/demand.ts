/**
 * What the protocol of a cell asks of its runner beyond one inference after the other: items together, inferences in flight, a
 * pause after the warm-up. A runner that cannot do it would measure something else and say nothing, hence it is not chosen.
 */

import { Memo } from '#core/memo.js';
import { err, ok, type Result } from '#core/result.js';
import { countsOf, mostOf, withCounts } from '#domain/count-axes.js';
import type { Protocol } from '#domain/experiment.js';
import { type Facts, failure } from '#domain/failure.js';
import type { Levels } from '#domain/levels.js';
import type { Model } from '#domain/model.js';
import type { Runner } from '#domain/toolchain.js';
import { type Refusal, unsupported } from './question.js';
import type { Target } from './target.js';
import { mentions } from './templates.js';

export interface Demand {
  readonly batch: number;
  readonly streams: number;
  readonly pause: boolean;
  /** A stress run: so long, whatever the number of iterations. */
  readonly target: boolean;
}

/** Equal demands are one object, by which ways are remembered. */
export function createDemands(): (protocol: Protocol) => Demand {
  const made = new Memo<Demand>();
  return ({ batch = 1, streams = 1, warmup, durationTargetNs }) => {
    const [pause, target] = [warmup.pauseNs !== undefined, durationTargetNs !== undefined];
    return (made.at([batch, streams, pause, target]).made ??= { batch, streams, pause, target });
  };
}

/** With what the levels of a cell count: cells of equal numbers share one protocol, by which much is remembered. */
export function createCounted(): (protocol: Protocol, levels: Levels) => Protocol {
  const made = new Memo<Protocol>();
  return (protocol, levels) => {
    const counts = countsOf(levels);
    return (made.at([protocol, counts.batch, counts.streams]).made ??= withCounts(protocol, counts));
  };
}

/** Words of a command line by which a tool without a job file can be told. */
const told: Readonly<Record<keyof Demand, readonly string[]>> = {
  batch: ['batch'],
  streams: ['streams'],
  pause: ['pause_ms', 'pause_s'],
  target: ['duration_s'],
};

/** The first thing that the runner cannot do; undefined: it can do all of it. */
export function unmetBy(runner: Runner, demand: Demand): keyof Demand | undefined {
  const { batch, streams, pause, target } = demand;
  const says = (what: keyof Demand): boolean =>
    runner.gives !== 'summary' ||
    [runner, ...(runner.variants ?? [])].every(({ argv }) => told[what].some((word) => mentions(argv, word)));
  if (batch > 1 && (batch > mostOf(runner, 'batch') || !says('batch'))) return 'batch';
  if (streams > 1 && (streams > mostOf(runner, 'streams') || !says('streams'))) return 'streams';
  // A runner that speaks the protocol reads these in its job file.
  if (pause && !says('pause')) return 'pause';
  return target && !says('target') ? 'target' : undefined;
}

/** Of a batch that the model does not take, and of what none of its runners can do. */
export function checkDemand(demand: Demand, model: Model, { toolchain, framework }: Target): Result<Demand, Refusal> {
  const [fixed] = model.inputs[0]?.shape ?? [];
  if (demand.batch > 1 && typeof fixed === 'number' && fixed !== demand.batch)
    return err(unsupported(failure('route/batch', { model: model.name, batch: demand.batch, fixed })));
  const runners = toolchain.runners.filter(({ name }) => framework.runner === undefined || name === framework.runner);
  const unmet = runners.map((runner) => unmetBy(runner, demand));
  const [first] = unmet;
  if (first === undefined || unmet.includes(undefined)) return ok(demand);
  const facts = { framework: framework.name, what: first, runners: runners.map(({ name }) => name) };
  return err(unsupported(failure('route/runner', { ...facts, ...countFacts(first, demand, runners) })));
}

/** How many are asked for, and the most that any runner declares where that is less. */
function countFacts(what: keyof Demand, demand: Demand, runners: readonly Runner[]): Facts {
  if (what !== 'batch' && what !== 'streams') return {};
  const most = Math.max(...runners.map((runner) => mostOf(runner, what)));
  return { wanted: demand[what], ...(most < demand[what] ? { most } : {}) };
}
