/** Cells wait for the check of what they load; where nobody answers for the source, there is nothing to wait for. */
import { describe, expect, it } from 'vitest';
import { boardId, type StepKey } from '#domain/names.js';
import type { PlannedStep } from '#domain/plan.js';
import { Conversions } from '#schedule/conversions.js';
import { newEntry } from '#schedule/entry.js';
import { planOf, toolchainsOf, worldOf } from '#test/spec/road.js';
import { experimentText, nodeToolchain, plainToolchain } from '#test/spec/texts.js';

const board = boardId('this-machine');
const answering = plainToolchain('web').replace('precisions:', 'answers: [onnx]\nprecisions:');
const axes = '{ device: [this-machine], model: [small], framework: [ort], precision: [fp32] }';
const { steps } = planOf(
  worldOf(experimentText({ axes }), { toolchains: toolchainsOf(nodeToolchain('ort'), answering) }),
);
const keyOf = (name: string): StepKey =>
  steps.find(({ conversion }) => conversion === name)?.key ?? expect.unreachable(name);
const [made, reference, check] = [keyOf('optimise'), keyOf('answers'), keyOf('check')];

function conversions(planned: readonly PlannedStep[] = steps): Conversions {
  const all = new Conversions(planned, new Map());
  for (const { key } of planned) all.add(key, newEntry({ kind: 'conversion', step: key }, [board], 0));
  return all;
}

describe('a cell that is checked', () => {
  it('waits for its conversion, for the answers of the source, and for the check', () => {
    const all = conversions();
    const readiness = () => all.ofRoute([made, check], board);
    expect(readiness()).toBe('later');
    all.settle(made, board, true);
    all.settle(reference, board, true);
    expect(readiness()).toBe('later');
    all.settle(check, board, true);
    expect(readiness()).toBe('ready');
  });

  it('is gone when its check has failed, and when its conversion has', () => {
    const [wrong, broken] = [conversions(), conversions()];
    for (const key of [made, reference]) wrong.settle(key, board, true);
    wrong.settle(check, board, false);
    broken.settle(made, board, false);
    expect([wrong.ofRoute([made, check], board), broken.ofRoute([made, check], board)]).toEqual(['gone', 'gone']);
  });

  it('goes on unchecked when nobody answers for its source', () => {
    const all = conversions();
    all.settle(reference, board, false);
    expect(all.ofRoute([made, check], board)).toBe('later');
    all.settle(made, board, true);
    expect(all.ofRoute([made, check], board)).toBe('ready');
    expect([all.isCheck(check), all.isCheck(reference), all.isCheck(made)]).toEqual([true, false, false]);
  });

  it('compares nothing that is not answered', () => {
    const all = conversions();
    all.settle(made, board, true);
    all.settle(reference, board, false);
    expect(all.ofEntry(check, newEntry({ kind: 'conversion', step: check }, [board], 0), board)).toBe('gone');
  });
});
