/**
 * A board that answers with gigabytes, in each call: the call ends as a failure with a name, and the program needs no more
 * memory than with an honest board. Fails when one call gathers what it is told, or waits for the end of it.
 */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '#test/cli/binary.js';
import { type Call, LyingBoard } from '#test/hostile/lying-board.js';
import { LyingProject } from '#test/hostile/lying-project.js';
import { type Watched, Watcher } from '#test/hostile/watched.js';

let board: LyingBoard;
let honestBytes = 0;
const watcher = new Watcher();
const project = new LyingProject();
/** What the garbage of some hundred packets may add before it is collected: a flood is thirty times as much. */
const roomBytes = 150e6;

const pour = 'exec head -c 5000000000 /dev/zero';
const floods = {
  'an answer': `say; ${pour}`,
  noise: pour,
  complaints: `say; ${pour} >&2`,
} as const;

const say = (...args: readonly string[]): Promise<Watched> => watcher.run(args, project.folder);
const check = (...args: readonly string[]): Promise<Watched> =>
  say('boards', 'check', 'there', '--inventory', 'inventory.yaml', ...args);

beforeAll(async () => {
  ensureBuilt();
  board = await LyingBoard.start(project.lock);
  project.fill(board.target);
  honestBytes = Math.max((await check()).peakBytes, (await say('run', 'one.yaml')).peakBytes);
  expect(honestBytes).toBeGreaterThan(30e6);
});
afterEach(() => board.tellTruth());
afterAll(async () => {
  await board[Symbol.asyncDispose]();
  project[Symbol.dispose]();
  watcher[Symbol.dispose]();
});

function expectFlat({ peakBytes, err }: Watched): void {
  expect(String(err)).not.toMatch(/\n {4}at |is a bug in orchestrate/);
  expect(peakBytes).toBeLessThan(honestBytes + roomBytes);
}

const calls = ['greet', 'facts', 'vacate'] as const satisfies readonly Call[];
const places = calls.flatMap((call) => Object.keys(floods).map((what) => [what, call] as const));

test.each(places)('%s without an end to %s', async (what, call) => {
  board.lie(call, floods[what as keyof typeof floods]);
  const command = call === 'vacate' ? 'unlock' : 'check';
  const flooded = await say('boards', command, 'there', '--inventory', 'inventory.yaml', '--json');
  expect([flooded.code, String(flooded.out)]).toEqual([3, expect.stringMatching(/"why": "(flooded|unreadable)"/)]);
  expectFlat(flooded);
});

test('in each call of a run, once, is asked again', async () => {
  rmSync(join(project.folder, 'state'), { recursive: true, force: true });
  for (const call of ['offer', 'put', 'launch', 'wait', 'read', 'forget'] as const)
    board.lie(call, `rm "$lie"; ${floods['an answer']}`);
  const run = await say('run', 'talks.yaml', '--json');
  expect(run.code, String(run.err)).toBe(0);
  expect(board.untold()).toEqual([]);
  expectFlat(run);
});

describe('something that is no SSH server', () => {
  test.each([
    ['lines', Buffer.alloc(65_536, 'a line before the version\r\n')],
    ['a line', Buffer.alloc(65_536, 'x')],
    ['zeros', Buffer.alloc(65_536)],
    ['a packet', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(65_536, 0xff)])],
  ])('and sends %s without an end', async (_, piece) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      const more = (): void => {
        while (!socket.destroyed && socket.bytesWritten < 2e9 && socket.write(piece));
      };
      socket.on('drain', more);
      more();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const there = { ssh: { host: '127.0.0.1', port, user: 'nobody' }, device: 'this-machine' };
    project.write('strange.yaml', JSON.stringify({ schema: 1, boards: { there } }));
    const flooded = await say('boards', 'check', 'there', '--inventory', 'strange.yaml', '--json');
    server.close();
    expect([flooded.code, String(flooded.out)]).toEqual([3, expect.stringContaining('"code": "board/unreachable"')]);
    expectFlat(flooded);
  });
});
