import { expect, it } from 'vitest';
import type { Board, Builder, Inventory } from '#domain/board.js';
import { machinesOf, sharedMachines } from '#domain/machines.js';
import { boardId } from '#domain/names.js';

const ssh = (host: string): Board['transport'] => ({ kind: 'ssh', target: { host } });
const board = (id: string, transport: Board['transport']): Board => ({
  id: boardId(id),
  transport,
  devices: [],
  paths: {},
});
const builder = (id: string, transport: Board['transport']): Builder => ({ id: boardId(id), transport, paths: {} });

function inventory(boards: readonly Board[], builders?: readonly Builder[]): Inventory {
  return {
    boards: new Map(boards.map((one) => [one.id, one])),
    devices: new Map(),
    ...(builders ? { builders: new Map(builders.map((one) => [one.id, one])) } : {}),
  };
}

it('has every board and every builder, each once', () => {
  const machines = machinesOf(inventory([board('pi', ssh('pi'))], [builder('tower', ssh('tower'))]));
  expect([...machines.keys()]).toEqual(['pi', 'tower']);
  expect(machines.get(boardId('tower'))?.devices).toEqual([]);
});

it('has this machine where no builder is declared and no board is local', () => {
  expect([...machinesOf(inventory([board('pi', ssh('pi'))])).values()].map(({ transport }) => transport.kind)).toEqual([
    'ssh',
    'local',
  ]);
  expect([...machinesOf(inventory([board('here', { kind: 'local' })])).keys()]).toEqual(['here']);
});

it('knows two names of one machine by how it is reached and by the lock that they would take', () => {
  const here = board('here', { kind: 'local' });
  const too = { ...board('too', { kind: 'local' }), paths: { lock: '/tmp/other.lock' } };
  const apart = { ...board('apart', ssh('pi')), paths: { lock: '/tmp/other.lock' } };
  const same = sharedMachines(
    machinesOf(
      inventory(
        [here, too, apart, board('pi', ssh('pi'))],
        [builder('tower', { kind: 'local' }), builder('big', ssh('pi'))],
      ),
    ),
  );
  const of = (id: string) => same.get(boardId(id));
  expect(of('tower')).toBe(of('here'));
  expect(of('too')).toBe(of('here'));
  expect(of('big')).toBe(of('pi'));
  expect(new Set([of('here'), of('apart'), of('pi')]).size).toBe(3);
});
