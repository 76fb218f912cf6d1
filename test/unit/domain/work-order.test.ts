import { describe, expect, it } from 'vitest';
import type { Plan } from '#domain/plan.js';
import { worksOf } from '#domain/work-order.js';
import { fleet } from '#test/spec/fleet.js';
import { planOf, worldOf } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';

const planFor = (more: string): Plan => {
  const axes = `{ model: [small], framework: [ort], precision: [fp32], threads: [1, 2, 3, 4], ${more} }`;
  const measure = '{ sessions: 4, duration: { min: 500ms } }';
  const models =
    '  small:\n    inputs: [{ name: i, shape: [1] }]\n    sources: [{ format: onnx, precision: fp32, path: m }]';
  return planOf(worldOf(experimentText({ axes, measure, models }), { inventory: fleet }));
};

/** The level of each session in order. */
function sessions(plan: Plan, axis: string): (string | undefined)[] {
  const levels = new Map(plan.cells.map((cell) => [cell.key, cell.levels[axis]]));
  return worksOf(plan).flatMap((work) => (work.kind === 'session' ? [levels.get(work.cell)] : []));
}

const changes = (values: readonly unknown[]): number =>
  values.filter((value, at) => at > 0 && value !== values[at - 1]).length;

describe('the order of sessions', () => {
  it('changes a costly setting once a round, and begins a round with the value of the last one', () => {
    const modes = sessions(planFor('device: [jetson], board: [jet-1], power_mode: [10W, MAXN]'), 'power_mode');
    expect(modes).toHaveLength(32);
    expect(changes(modes)).toBe(4);
  });

  it('leaves settings without cost in the shuffle, and every cell in every round', () => {
    const plan = planFor('device: [jetson], board: [jet-3], fan: [low, high]');
    expect(changes(sessions(plan, 'fan'))).toBeGreaterThan(4);
    const costly = planFor('device: [jetson], board: [jet-1], power_mode: [10W, MAXN]');
    for (const each of [plan, costly]) {
      const cells = worksOf(each).flatMap((work) => (work.kind === 'session' ? work.cell : []));
      for (let from = 0; from < 32; from += 8) expect(new Set(cells.slice(from, from + 8)).size).toBe(8);
    }
  });
});
