/** What the route of a cell did not take, from the toolchains that are here and the memory of machines. */
import type { Alternative } from '#domain/alternative.js';
import type { Known } from '#domain/known.js';
import type { Plan, RunCell } from '#domain/plan.js';
import { alternativesOf } from '#plan/alternatives.js';
import type { ResultReader } from '#ports/result-store.js';
import { readToolchains } from './toolchains.js';

export function alternativesFor(reader: ResultReader, plan: Plan, cell: RunCell): readonly Alternative[] {
  const { route, runner } = cell.measurement;
  const toolchain = readToolchains(process.cwd()).toolchains.get(runner.toolchain);
  if (!toolchain) return [];
  const steps = route.steps.flatMap((key) => plan.steps.find((step) => step.key === key) ?? []);
  const machines = new Set([...cell.boards, ...steps.flatMap(({ boards }) => boards)]);
  const boards: Known['boards'] = new Map(
    [...machines].flatMap((id) => {
      const seen = reader.board(id)?.seen;
      return seen ? [[id, { kind: 'known', value: seen.facts, asOf: seen.at }] as const] : [];
    }),
  );
  return alternativesOf({ cell, steps, toolchain, known: { boards } });
}
