/** What a cell could have taken and did not: other conversions to the same form, other runners. */
import type { Alternative, WhyNot } from '#domain/alternative.js';
import type { Known } from '#domain/known.js';
import type { Form } from '#domain/model.js';
import type { BoardId } from '#domain/names.js';
import type { PlannedStep, RunCell } from '#domain/plan.js';
import type { Conversion, Runner, Toolchain } from '#domain/toolchain.js';
import { createDemands, type Demand, unmetBy } from './demand.js';
import { takes } from './route.js';
import { fitOf, needsOf, type ToolNeeds } from './tools.js';

export interface Taken {
  readonly cell: RunCell;
  /** Of the route, in its order. */
  readonly steps: readonly PlannedStep[];
  readonly toolchain: Toolchain;
  readonly known: Pick<Known, 'boards'>;
}

export function alternativesOf(taken: Taken): readonly Alternative[] {
  return [...taken.steps.flatMap((step, at) => besides(step, taken, at)), ...otherRunners(taken)];
}

function besides(step: PlannedStep, { cell, steps, toolchain, known }: Taken, at: number): readonly Alternative[] {
  // A source is built in the one way that the experiment says.
  if (step.from.kind === 'nothing') return [];
  const from: Form = steps[at - 1]?.to ?? cell.measurement.route.source;
  const place = toolchain.conversions.findIndex(({ id }) => id === step.conversion);
  const own = toolchain.conversions[place];
  return toolchain.conversions.flatMap((other, index): Alternative[] => {
    if (other.id === step.conversion || !takes(other.from, from) || !gives(other, from, step.to)) return [];
    const machines = other.where === step.where ? step.boards : cell.boards;
    const lack = lackOf(needsOf(other), machines, known);
    const why: WhyNot = lack ?? orderOf({ cost: other.cost, index }, { cost: own?.cost ?? 0, index: place });
    return [{ kind: 'conversion', name: other.id, instead: step.conversion, why }];
  });
}

function gives({ to }: Conversion, from: Form, wanted: Form): boolean {
  const precision = to.precision === 'same' ? from.precision : to.precision;
  return to.format === wanted.format && precision === wanted.precision;
}

function otherRunners({ cell, toolchain, known }: Taken): readonly Alternative[] {
  const own = cell.measurement.runner.name;
  const place = toolchain.runners.findIndex(({ name }) => name === own);
  const demand = createDemands()(cell.measurement.protocol);
  return toolchain.runners.flatMap((runner, index): Alternative[] => {
    const { name, needs } = runner;
    if (name === own) return [];
    const order = orderOf({ cost: 0, index }, { cost: 0, index: place });
    const why = cannot(runner, demand) ?? lackOf({ tools: needs }, cell.boards, known) ?? order;
    return [{ kind: 'runner', name, instead: own, why }];
  });
}

/** No board makes up for that, whatever it has. */
function cannot(runner: Runner, demand: Demand): WhyNot | undefined {
  const what = unmetBy(runner, demand);
  return what === undefined ? undefined : { kind: 'cannot', what, wanted: Number(demand[what]) };
}

interface Rank {
  readonly cost: number;
  readonly index: number;
}

function orderOf(other: Rank, own: Rank): WhyNot {
  if (other.cost > own.cost) return { kind: 'dearer', cost: other.cost, taken: own.cost };
  return own.index >= 0 && other.index > own.index ? { kind: 'later' } : { kind: 'chosen' };
}

/** Undefined: some machine has all of it, or may have. */
function lackOf(needs: ToolNeeds, machines: readonly BoardId[], known: Taken['known']): WhyNot | undefined {
  let lack: WhyNot | undefined;
  for (const machine of machines) {
    const fit = fitOf(machine, { ...needs, version: null }, known);
    if (fit.kind !== 'missing') return undefined;
    lack ??= { kind: 'lacks', machine, tools: fit.lacks.map(({ name }) => name) };
  }
  return lack;
}
