import { expect, it } from 'vitest';
import type { BoardFacts } from '#domain/board.js';
import { stepFactsOf } from '#domain/step-facts.js';
import { virtualFacts } from '#test/simulation/virtual-ports.js';

const facts: BoardFacts = { ...virtualFacts, arch: 'aarch64', model: 'Jetson' };
const engine = { tool: 'engine', target: ['arch', 'board.model', 'tool:engine'] } as const;

it('is the version of the tool, and the declared facts where there are any', () => {
  expect(stepFactsOf({ tool: 'engine' }, facts)).toEqual({ version: '1.0.0' });
  expect(stepFactsOf(engine, facts)).toEqual({
    version: '1.0.0',
    target: { arch: 'aarch64', 'board.model': 'Jetson', 'tool:engine': '1.0.0' },
  });
  expect(stepFactsOf({ tool: 'nothing' }, facts)).toBeUndefined();
});

it('takes a fact that nobody knows for one of this machine alone', () => {
  const unknown = { ...facts, model: null };
  const [here, there] = ['one', 'two'].map((machineId) => stepFactsOf(engine, { ...unknown, machineId }));
  expect(here).not.toEqual(there);
  expect(stepFactsOf(engine, { ...unknown, machineId: 'one' })).toEqual(here);
});
