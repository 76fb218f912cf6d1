/** Boards that are lent: acquired once before the first connection, given back on every path, also after a crash. */
import { expect, test } from 'vitest';
import { err, ok } from '#core/result.js';
import { seconds } from '#core/units.js';
import type { Board, Hook } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import { type BoardId, boardId } from '#domain/names.js';
import type { ReservationNews } from '#domain/reservation.js';
import { unlabelled } from '#domain/run-set.js';
import { type RunRequest, runExperiment } from '#engine/run-experiment.js';
import type { World } from '#engine/world.js';
import { calmWorld } from '#test/simulation/calm-world.js';
import { question } from '#test/simulation/question.js';

const hook = (word: string): Hook => ({ argv: [word, '{board}'], on: 'orchestrator', limitNs: seconds(60) });
const lent = new Map([
  ['acquire', hook('borrow')],
  ['release', hook('return')],
] as const);
const boards = new Map([...question.inventory.boards].map(([id, board]) => [id, { ...board, hooks: lent }]));
const [first = boardId('none')] = boards.keys();
/** The only one of its kind. */
const lonely = boardId('beta-1');
const request: RunRequest = {
  ...question,
  inventory: { ...question.inventory, boards },
  spec: { name: 'x.yaml', text: 'x' },
  inventoryText: null,
  labels: unlabelled,
  where: null,
  entropy: '0001',
  stops: { onStop: () => undefined },
};

/** What happens to boards, in order, and what a borrowed board answers. */
function lending(said: (board: BoardId, word: string) => string | Failure = () => '') {
  const { world, passing } = calmWorld(request);
  const deeds: string[] = [];
  const reached: Board[] = [];
  const news: ReservationNews[] = [];
  const hooks: World['hooks'] = {
    run: async ({ argv: [word = ''] }, board) => {
      deeds.push(`${word} ${board}`);
      const answer = word === 'return' ? '' : said(board, word);
      return await Promise.resolve(typeof answer === 'string' ? ok(answer) : err(answer));
    },
  };
  const connector: World['connector'] = {
    connect: (board, bound) => {
      deeds.push(`connect ${board.id}`);
      reached.push(board);
      return world.connector.connect(board, bound);
    },
  };
  const observer = {
    started: () => undefined,
    happened: () => undefined,
    beat: () => undefined,
    reserved: (one: ReservationNews) => void news.push(one),
  };
  const run = async () => await passing(runExperiment({ ...world, hooks, connector }, request, observer));
  return { world, deeds, reached, news, run };
}

test('each board is acquired once, before anything connects to it, and given back when all is done', async () => {
  const { world, deeds, run } = lending();
  await run();
  for (const board of boards.keys()) {
    const own = deeds.filter((deed) => deed.endsWith(` ${board}`));
    expect(own[0]).toBe(`borrow ${board}`);
    expect(own.at(-1)).toBe(`return ${board}`);
    expect(own.slice(1, -1).filter((deed) => !deed.startsWith('connect'))).toEqual([]);
  }
  expect(world.store.reservations()).toEqual([]);
});

test('a board that is refused is left out of the run with what was said, and is not given back', async () => {
  const no = failure('hook/failed', { exitCode: 1, said: 'alice has it' });
  const { world, deeds, run } = lending((board) => (board === lonely ? no : ''));
  const { runSet } = await run();
  expect(deeds.filter((deed) => deed.endsWith(` ${lonely}`))).toEqual([`borrow ${lonely}`]);
  const without = world.store.plan(runSet).cells.filter(({ kind }) => kind === 'unavailable');
  expect(without.length).toBeGreaterThan(0);
  for (const cell of without) {
    const because = cell.kind === 'unavailable' ? cell.because : undefined;
    expect(because).toMatchObject({ code: 'board/not-acquired', cause: { code: 'hook/failed', facts: no.facts } });
  }
  expect(world.store.attempts(runSet).every(({ board }) => board !== lonely)).toBe(true);
});

test('one that was asked for and did not answer in time may be ours, and is given back', async () => {
  const late = failure('hook/failed', { limitNs: 60e9, said: 'not done after 60 s' });
  const { world, deeds, run } = lending((board) => (board === first ? late : ''));
  await run();
  expect(deeds.filter((deed) => deed.endsWith(` ${first}`))).toEqual([`borrow ${first}`, `return ${first}`]);
  expect(world.store.reservations()).toEqual([]);
});

test('what a run that died had acquired is given back before anything else happens', async () => {
  const { world, deeds, news, run } = lending();
  const at = world.clock.wall();
  world.store.reserve({ board: boardId('of-an-older-inventory'), release: hook('give'), at });
  await run();
  expect(deeds[0]).toBe('give of-an-older-inventory');
  expect(news[0]).toEqual({ kind: 'released-late', board: 'of-an-older-inventory', since: at });
  expect(world.store.reservations()).toEqual([]);
});

test('what cannot be given back is told, and stays on record for the next run', async () => {
  const no = failure('hook/failed', { exitCode: 1, said: 'no network' });
  const { world, news, run } = lending((_, word) => (word === 'give' ? no : ''));
  const reservation = { board: boardId('far'), release: hook('give'), at: world.clock.wall() };
  world.store.reserve(reservation);
  await run();
  expect(news[0]).toMatchObject({ kind: 'not-released', board: 'far', failure: { code: 'hook/failed' } });
  expect(world.store.reservations()).toEqual([reservation]);
});

test('a run that breaks down gives its boards back', async () => {
  const { world, deeds, run } = lending();
  const broken = new Error('a bug');
  world.store.begin = () => {
    throw broken;
  };
  await expect(run()).rejects.toBe(broken);
  expect(deeds.filter((deed) => deed.startsWith('return')).length).toBe(boards.size);
});

test('the place that the command says replaces that of the inventory, for this run', async () => {
  const ssh = { kind: 'ssh', target: { host: 'old', port: 22, user: 'pi', hostKeys: ['SHA256:x'] } } as const;
  for (const [id, board] of boards) boards.set(id, { ...board, transport: ssh });
  try {
    const { reached, run } = lending((board) => `it is yours\n${board === first ? '10.0.0.5:2222' : 'take good care'}`);
    await run();
    const target = (board: BoardId) => {
      const transports = reached.filter(({ id }) => id === board).map(({ transport }) => transport);
      return transports.map((one) => (one.kind === 'ssh' ? one.target : undefined))[0];
    };
    expect(target(first)).toEqual({ ...ssh.target, host: '10.0.0.5', port: 2222 });
    for (const id of boards.keys()) if (id !== first) expect(target(id)).toEqual(ssh.target);
  } finally {
    for (const [id, board] of boards) boards.set(id, { ...board, transport: { kind: 'local' } });
  }
});
