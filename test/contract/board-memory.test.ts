/** What every result store remembers of boards between runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenStore, openResultStore } from '#adapters/sqlite/open.js';
import { bytes, ns, seconds } from '#core/units.js';
import { identityOf } from '#domain/board-identity.js';
import type { BoardMoment } from '#domain/board-moment.js';
import type { CanaryEnd } from '#domain/canary.js';
import { failure } from '#domain/failure.js';
import { attemptId, boardId } from '#domain/names.js';
import type { StoredBoard } from '#domain/stored-board.js';
import { facts, wall } from '../support/store/samples.js';

const moment: BoardMoment = {
  load: 0.07,
  users: ['ada'],
  temperatures: [{ zone: 'cpu-thermal', celsius: 48.3 }],
  clock: { skewNs: ns(-2e9), uncertaintyNs: ns(3e6) },
  diskBytes: bytes(32e9),
};
const whole = {
  ...facts,
  initStart: '17',
  model: 'Raspberry Pi 5 Model B',
  serial: '10000000abcdef01',
  mac: 'd8:3a:dd:00:00:01',
  moment,
  node: { path: '/usr/bin/node', version: '22.1.0' },
  tools: {
    'onnxruntime-node': { kind: 'found', version: '1.20.1', at: '/srv' },
    web: { kind: 'missing', said: 'no' },
  },
} as const;
const pi = boardId('pi-5');
const looked: StoredBoard = {
  board: pi,
  endpoint: 'pi@10.0.0.5:22',
  seen: { facts: whole, identity: identityOf(whole), at: wall(5) },
  trouble: null,
};
const silent = { failure: failure('board/unreachable', { board: pi, said: 'no route' }), at: wall(9) };

describe.each(['in memory', 'on disk'])('a result store %s', (where) => {
  let folder: string;
  let store: OpenStore;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
    const opened = openResultStore(where === 'on disk' ? join(folder, 'store.sqlite') : ':memory:', { mode: 'write' });
    if (!opened.ok) throw new Error(opened.error.kind);
    store = opened.value;
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  it('remembers the last look at a board, whole', () => {
    expect(store.board(pi)).toBeUndefined();
    store.looked(looked);
    expect(store.board(pi)).toEqual(looked);
  });

  it('keeps what was seen when a board is silent, and says since when', () => {
    store.looked(looked);
    store.looked({ ...looked, trouble: silent });
    expect(store.board(pi)).toEqual({ ...looked, trouble: silent });
    store.looked(looked);
    expect(store.board(pi)?.trouble).toBeNull();
  });

  it('lists boards by name, those that never answered too', () => {
    store.looked(looked);
    const never: StoredBoard = { board: boardId('jetson'), endpoint: null, seen: null, trouble: silent };
    store.looked(never);
    expect(store.boards()).toEqual([never, looked]);
  });

  it('keeps canaries from before their launch, each closed once', () => {
    const opened = { id: attemptId('canary-pi-5-00'), board: pi, machine: 'm', openedAt: wall(1) };
    store.openCanary(opened);
    expect(store.canaries(pi)).toEqual([{ ...opened, end: null }]);
    const end: CanaryEnd = {
      at: wall(3),
      measure: { megabytes: 64, roundsNs: [seconds(1), seconds(1.01)] },
      verdict: { kind: 'suspect', durationNs: seconds(1), usualNs: seconds(0.7), of: 3 },
      environment: { kernel: '6.1', 'cpu.count': 4, governor: null },
    };
    store.closeCanary(opened.id, end);
    expect(store.canaries(pi)).toEqual([{ ...opened, end }]);
    expect(() => store.closeCanary(opened.id, end)).toThrow('no open canary');
    expect(() => store.openCanary(opened)).toThrow('UNIQUE');
    expect(store.canaries(boardId('other'))).toEqual([]);
  });

  it('gives canaries back in order of opening, with and without a number', () => {
    for (const name of ['b', 'a']) {
      store.openCanary({ id: attemptId(`canary-${name}`), board: pi, machine: null, openedAt: wall(1) });
    }
    store.closeCanary(attemptId('canary-a'), { at: wall(2), measure: null, verdict: null, environment: {} });
    expect(store.canaries(pi).map(({ id, end }) => [id, end])).toEqual([
      ['canary-b', null],
      ['canary-a', { at: wall(2), measure: null, verdict: null, environment: {} }],
    ]);
  });
});
