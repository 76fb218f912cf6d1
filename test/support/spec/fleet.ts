/** An inventory with all that places can have: a pool, an accelerator on two kinds of host, settings of every cost. */
import type { Board, BoardSetting, Device, Inventory } from '#domain/board.js';
import { boardId, levelId } from '#domain/names.js';

const device = (id: string, units: readonly string[], attributes: Device['attributes'] = {}): Device => ({
  id: levelId(id),
  units,
  attributes,
});

type More = Pick<Board, 'labels'> & { readonly host?: string; readonly settings?: Record<string, BoardSetting> };

function board(id: string, devices: readonly string[], { host, settings, labels }: More = {}): Board {
  return {
    id: boardId(id),
    transport: { kind: 'local' },
    devices: devices.map(levelId),
    paths: {},
    ...(host === undefined ? {} : { host: levelId(host) }),
    ...(labels ? { labels } : {}),
    ...(settings ? { settings: new Map(Object.entries(settings)) } : {}),
  };
}

function setting(cost: BoardSetting['cost'], ...values: readonly string[]): BoardSetting {
  return {
    apply: ['sudo', '-n', 'set-mode', '{value}'],
    read: ['get-mode'],
    cost,
    ...(values.length > 0 ? { values: values.map(levelId) } : {}),
  };
}

const devices = [
  device('pi', ['cpu'], { memory_mb: 8000 }),
  device('pc', ['cpu'], { memory_mb: 32_000 }),
  device('stick', ['npu'], { memory_mb: 8 }),
  device('jetson', ['cpu', 'npu'], { memory_mb: 4000 }),
  device('old', ['cpu']),
  device('both', ['cpu']),
  device('nowhere', ['cpu']),
];

const boards = [
  board('pi-a', ['pi', 'stick', 'both'], { host: 'pi', labels: { room: 'north', cooled: 'yes' } }),
  board('pi-b', ['pi'], { labels: { room: 'south', cooled: 'yes' } }),
  board('pc-1', ['pc', 'stick'], { host: 'pc' }),
  board('jet-1', ['jetson'], { settings: { power_mode: setting('restart', '10W', 'MAXN') } }),
  board('jet-2', ['jetson']),
  board('jet-3', ['jetson'], { settings: { power_mode: setting('none', '15W'), fan: setting('none') } }),
  board('both-1', ['both']),
  board('old-1', ['old'], { settings: { firmware: setting('reboot'), level: setting('none') } }),
];

export const fleet: Inventory = {
  devices: new Map(devices.map((each) => [each.id, each])),
  boards: new Map(boards.map((each) => [each.id, each])),
};
