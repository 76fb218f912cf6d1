/**
 * A board that says what harms a terminal, in every place where it can say anything, and each command of the built program
 * that shows it. Fails when one control, format or direction character comes out as itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cleanEnvironment, ensureBuilt, program } from '#test/cli/binary.js';
import { LyingBoard } from '#test/hostile/lying-board.js';
import { LyingProject } from '#test/hostile/lying-project.js';
import { type Watched, Watcher } from '#test/hostile/watched.js';
import { leak, nastyBytes, octal } from '#test/hostile/words.js';

let board: LyingBoard;
const watcher = new Watcher();
const project = new LyingProject();
/** The longest line of text for people: a flood fills no screen. JSON and logs are as long as they are. */
const longestLine = 2500;

const harm = octal(nastyBytes.filter((byte) => byte !== 10));
const facts = ['os', 'kernel', 'arch', 'cpu', 'governor', 'machine', 'boot', 'model', 'serial', 'mac', 'users'];
const lies = {
  facts: `say; printf 'wall=1\\ncpus=2\\nmemory=1000000000\\nfree=1\\ndisk=${harm}\\n'
for fact in ${facts.join(' ')}; do printf '%s=${harm}\\n' "$fact"; done
printf 'temperature.${harm}=1000\\nnode=/${harm}\\nnode_version=v20${harm}\\npython=/${harm}\\npython_version=3.9${harm}\\n${harm}\\nend\\n'`,
  package: `say; printf 'found\\n/${harm}\\n{"version":"1.2.3"}'`,
  held: `say; printf 'held\\nattempt=${harm}\\npid=1\\nuser=${harm}\\nsince=${harm}\\nlimit=100\\npids=1 ${harm}\\nend\\n'`,
  complaint: `say; printf '${harm}\\n${harm}' >&2; printf '${harm}'; exit 9`,
  noise: `printf '${harm}\\n'; sh -c "$SSH_ORIGINAL_COMMAND"`,
} as const;
/** The next call hears the truth. */
const onceOnly = (lie: string): string => `rm "$lie"; ${lie}`;

beforeAll(async () => {
  ensureBuilt();
  board = await LyingBoard.start(project.lock);
  project.fill(board.target);
});
afterAll(async () => {
  await board[Symbol.asyncDispose]();
  project[Symbol.dispose]();
  watcher[Symbol.dispose]();
});

function expectHarmless({ out, err }: Watched, args: readonly string[]): void {
  const said = args.join(' ');
  expect([leak(out), leak(err)], said).toEqual([undefined, undefined]);
  expect(String(out) + String(err), said).not.toMatch(/\n {4}at |is a bug in orchestrate/);
  if (args.includes('--json') && out.length > 0)
    for (const text of args[0] === 'run' ? String(out).trim().split('\n') : [String(out)])
      expect(() => void JSON.parse(text), said).not.toThrow();
  else if (args[0] !== 'manifest' && args[0] !== 'logs')
    expect(Math.max(...`${String(out)}\n${String(err)}`.split('\n').map((line) => line.length)), said).toBeLessThan(
      longestLine,
    );
}

async function say(...args: readonly string[]): Promise<Watched> {
  const watched = await watcher.run(args, project.folder);
  expectHarmless(watched, args);
  return watched;
}

/** Colours, the cursor and the drawing of the live view: all that this program itself sends to a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this pattern is for.
const own =
  /\u001b\[(?:[0-9]|1[39]|2[0-9]|3[0-4679]|39|90)?m|\u001b\[\?25[hl]|\u001b\[[0-9]*[AG]|\u001b\[2?K|\r(?=\n)/g;

async function onTerminal(...args: readonly string[]): Promise<string> {
  const line = `stty cols 100 rows 40; exec ${process.execPath} ${program} ${args.join(' ')}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: project.folder,
    env: { ...cleanEnvironment(), TERM: 'xterm' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  await once(child, 'close');
  return Buffer.concat(out).toString('utf8');
}

describe('a run', () => {
  beforeAll(() => {
    board.lie('facts', lies.facts);
    board.lie('greet', lies.noise);
    board.lie('look', lies.noise);
    board.lie('launch', lies.noise);
  });
  afterAll(() => board.tellTruth());

  test('whose runner, converter and board say harm tells of it in lines', async () => {
    const { code, out, err } = await say('run', 'few.yaml');
    expect([code, String(err)]).toEqual([3, expect.stringContaining('crashed')]);
    expect(String(out)).toContain('measured');
  });

  test('and draws it', async () => {
    const out = await onTerminal('run', 'few.yaml');
    expect(out).toContain('measured');
    expect(leak(out.replaceAll(own, ''))).toBeUndefined();
  });

  test('or tells of it in JSON', async () => {
    const { code, out } = await say('run', 'lies.yaml', '--json');
    expect([code, String(out).trim().split('\n').at(-1)]).toEqual([3, expect.stringContaining('finished')]);
  });
});

describe('what is kept of it is shown by', () => {
  const commands: readonly (readonly [number, ...string[]])[] = [
    [0, 'ls'],
    [0, 'ls', '--json'],
    [0, 'status', 'lies'],
    [0, 'status', 'lies', '--json'],
    [0, 'show', 'lies'],
    [0, 'show', 'lies', '--json'],
    [5, 'diff', 'few@latest~1', 'few@latest', '--all'],
    [5, 'diff', 'few@latest~1', 'few@latest', '--json'],
    [0, 'manifest', 'lies'],
    [0, 'export', 'lies', '--csv'],
    [0, 'export', 'lies', '--json'],
    [0, 'verify', 'lies'],
    [0, 'verify', 'lies', '--json'],
    [0, 'plan', 'lies.yaml'],
    [0, 'plan', 'lies.yaml', '--json'],
    [0, 'logs', 'crashed', '--json'],
    ...['good', 'refused', 'broken', 'member', 'converted'].flatMap((cell): [number, ...string[]][] => [
      [0, 'show', cell],
      [0, 'explain', cell],
    ]),
    [0, 'logs', 'good'],
    [0, 'logs', 'crashed'],
    [0, 'show', 'good', '--json'],
    [0, 'show', 'crashed', '--json'],
    [0, 'explain', 'refused', '--json'],
  ];
  test.each(commands.map(([code, ...args]) => [args.join(' '), code, args] as const))('%s', async (_, wanted, args) => {
    const { code, err } = await say(...args);
    expect(code, String(err)).toBe(wanted);
  });
});

describe('a board that says harm', () => {
  const inventory = ['--inventory', 'inventory.yaml'] as const;
  const boards = (what: string, ...more: readonly string[]): Promise<Watched> =>
    say('boards', what, ...more, ...inventory);
  afterEach(() => board.tellTruth());

  test('in its facts is usable, and its facts are shown', async () => {
    board.lie('facts', lies.facts);
    board.lie('package', lies.package);
    board.lie('greet', lies.noise);
    for (const json of [[], ['--json']]) {
      expect((await say('boards', 'check', 'lies.yaml', ...json)).code).toBe(0);
      expect((await boards('facts', 'there', ...json)).code).toBe(0);
      expect((await boards('ls', ...json)).code).toBe(0);
      expect((await say('plan', 'lies.yaml', '--probe', ...json)).code).toBe(0);
    }
    // What is left of it when all that harms is gone.
    expect(String((await boards('facts', 'there')).out)).toMatch(/^model +A/m);
    board.tellTruth();
    const other = await boards('check', 'there');
    expect([other.code, String(other.out)]).toEqual([3, expect.stringContaining('another machine')]);
    expect((await boards('check', 'there', '--accept-identity', 'there')).code).toBe(0);
  });

  test('of who holds it', async () => {
    board.lie('vacate', lies.held);
    for (const json of [[], ['--json']]) {
      const unlocked = await boards('unlock', 'there', ...json);
      expect([unlocked.code, String(unlocked.out)]).toEqual([3, expect.stringMatching(/process 1|"pid": 1/)]);
      expect((await boards('check', 'there', ...json)).code).toBe(0);
    }
    board.tellTruth();
    board.lie('launch', onceOnly(lies.held));
    const { code, err } = await say('run', 'one.yaml');
    expect([code, String(err)]).toEqual([0, expect.stringContaining('is held by')]);
  });

  test.each(['greet', 'facts', 'vacate'] as const)('when %s fails is unusable', async (call) => {
    board.lie(call, lies.complaint);
    for (const json of [[], ['--json']]) {
      const { code, out } = await boards(call === 'vacate' ? 'unlock' : 'check', 'there', ...json);
      expect([code, String(out)]).toEqual([
        3,
        expect.stringMatching(/link-lost|not-a-board|was lost|cannot be a board/),
      ]);
    }
  });

  test('when any call of a run fails once is asked again', async () => {
    rmSync(join(project.folder, 'state'), { recursive: true, force: true });
    const calls = ['offer', 'put', 'launch', 'wait', 'forget'] as const;
    for (const call of calls) board.lie(call, onceOnly(lies.complaint));
    const { code, err } = await say('run', 'one.yaml', '--json');
    expect(code, String(err)).toBe(0);
    expect(board.untold()).toEqual([]);
  });
});

describe('something that is no SSH server', () => {
  let server: Server;
  let said: Buffer;
  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(said);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const there = {
      ssh: { ...board.target, port, identityFile: undefined, hostKeys: undefined },
      device: 'this-machine',
    };
    project.write('strange.yaml', JSON.stringify({ schema: 1, boards: { there } }));
  });
  afterAll(() => void server.close());

  test.each([
    ['a greeting', Buffer.concat([nastyBytes, Buffer.from('\r\nSSH-1.0-'), nastyBytes, Buffer.from('\r\n')])],
    ['a version', Buffer.concat([Buffer.from('SSH-2.0-'), nastyBytes, Buffer.from('\r\n'), nastyBytes])],
    ['a goodbye', goodbye()],
  ])('and says harm in %s', async (_, bytes) => {
    said = bytes;
    const { code, out } = await say('boards', 'check', 'there', '--inventory', 'strange.yaml');
    expect([code, String(out)]).toEqual([3, expect.stringMatching(/cannot be reached/)]);
  });
});

/** SSH_MSG_DISCONNECT with a description, before any key is agreed on. */
function goodbye(): Buffer {
  const text = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const payload = Buffer.concat([Buffer.from([1, 0, 0, 0, 2]), text(nastyBytes), text(Buffer.from('en'))]);
  const padding = Buffer.alloc(16 - ((payload.length + 5) % 8));
  const packet = text(Buffer.concat([Buffer.from([padding.length]), payload, padding]));
  return Buffer.concat([Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), packet]);
}
