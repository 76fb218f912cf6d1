/** Where a cell can be measured, and what its recipe says about that. */
import { describe, expect, it } from 'vitest';
import type { Plan, RunCell } from '#domain/plan.js';
import { fleet } from '#test/spec/fleet.js';
import { planOf, worldOf } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';

const planFor = (more: string): Plan =>
  planOf(
    worldOf(experimentText({ axes: `{ model: [small], framework: [ort], precision: [fp32], ${more} }` }), {
      inventory: fleet,
    }),
  );
const runs = (more: string): RunCell[] => planFor(more).cells.flatMap((cell) => (cell.kind === 'run' ? cell : []));
const boards = (more: string): (readonly string[])[] => runs(more).map((cell) => cell.boards);
const reasons = (more: string) =>
  planFor(more).cells.flatMap((cell) =>
    cell.kind === 'run' ? [] : [[cell.kind, cell.because.code, cell.because.facts]],
  );
const parts = (more: string) => runs(more).map(({ measurement }) => measurement.recipe.parts);

describe('boards', () => {
  it('are the pool of the device, narrowed by the axes board and host', () => {
    expect(boards('device: [pi]')).toEqual([['pi-a', 'pi-b']]);
    expect(boards('device: [pi], board: all')).toEqual([['pi-a'], ['pi-b']]);
    expect(boards('device: [stick], host: [pi, pc]')).toEqual([['pi-a'], ['pc-1']]);
  });

  it('are unavailable where none has the accelerator on such a host', () => {
    expect(reasons('device: [stick], host: [jetson]')).toEqual([
      ['unavailable', 'board/none', { device: 'stick', unit: 'npu', host: 'jetson' }],
    ]);
  });

  it('fall out without the setting or its value; unsupported where none is left', () => {
    expect(boards('device: [jetson], power_mode: [10W, 15W]')).toEqual([['jet-1'], ['jet-3']]);
    expect(boards('device: [jetson], fan: [quiet]')).toEqual([['jet-3']]);
    expect(reasons('device: [jetson], board: [jet-2], power_mode: [10W]')).toEqual([
      ['unsupported', 'board/no-setting', { device: 'jetson', wanted: ['power_mode=10W'], boards: ['jet-2'] }],
    ]);
  });
});

describe('a device that is a machine on one board and an accelerator on another', () => {
  it('is its own host there', () => {
    const [onPi, alone] = runs('device: [both], host: [pi, both]');
    expect([onPi?.boards, alone?.boards]).toEqual([['pi-a'], ['both-1']]);
    expect([onPi?.measurement.host, 'host' in (alone?.measurement ?? {})]).toEqual(['pi', false]);
    expect(boards('device: [both], host: [pi, both], board: [pi-a, both-1]')).toEqual([['pi-a'], ['both-1']]);
  });
});

describe('unit', () => {
  it('is the one that is asked for', () => {
    const asked = runs('device: [jetson], unit: [cpu, npu]').map(({ measurement }) => measurement.asked);
    expect(asked).toMatchObject([
      { unit: 'cpu', provider: 'cpu-provider' },
      { unit: 'npu', provider: 'npu-provider' },
    ]);
    expect(runs('device: [jetson]')[0]?.measurement.asked.unit).toBe('npu');
  });

  it('is unsupported where the device has none or the toolchain computes on none', () => {
    expect(reasons('device: [pi], unit: [npu]')).toEqual([
      [
        'unsupported',
        'route/unit',
        { framework: 'ort', device: 'pi', units: ['cpu'], computesOn: ['npu', 'cpu'], unit: 'npu' },
      ],
    ]);
  });
});

describe('recipe', () => {
  it('names the host of an accelerator, by whatever axis it came', () => {
    const [byHost] = parts('device: [stick], host: [pi]');
    const [byBoard, onPc] = parts('device: [stick], board: [pi-a, pc-1]');
    expect(byHost).toEqual(byBoard);
    expect(onPc).toEqual({ ...byHost, target: onPc?.target });
    expect(onPc?.target).not.toBe(byHost?.target);
  });

  it('does not name the board: a pool and its boards ask the same', () => {
    const [pool] = parts('device: [pi]');
    expect(parts('device: [pi], board: all')).toEqual([pool, pool]);
  });

  it('names settings that are asked for, and nothing where none is', () => {
    const [slow, fast] = parts('device: [jetson], power_mode: [10W, MAXN]');
    const [plain] = parts('device: [jetson]');
    expect({ ...slow, settings: plain?.settings }).toEqual(plain);
    expect(new Set([slow?.settings, fast?.settings, plain?.settings]).size).toBe(3);
  });

  it('comes with what is to be done on the board', () => {
    const [cell] = runs('device: [jetson], power_mode: [10W]');
    expect(cell?.measurement.settings).toEqual([{ name: 'power_mode', value: '10W', cost: 'restart' }]);
    expect(runs('device: [stick], host: [pi]')[0]?.measurement.host).toBe('pi');
    const plain = runs('device: [pi]')[0]?.measurement ?? {};
    expect(['host' in plain, 'settings' in plain]).toEqual([false, false]);
  });
});
