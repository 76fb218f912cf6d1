/** Connects to this machine: installs the supervisor under the name of its bytes and asks whether this is a board. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { digestOf } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import type { Board } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { BoardConnector, BoardSession, Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import { LinkedBoardSession } from './board-session.js';
import { parseHello, tell } from './hello.js';
import type { Link } from './link.js';
import { LocalLink } from './local-link.js';

export interface LocalConnectorOptions {
  readonly clock: Clock;
  /** Where `supervisor.sh` lies beside the program. */
  readonly supervisorPath: string;
  /** Folder from which packages of npm resolve on this board. */
  readonly modulesRoot: string | null;
  /** How often a watchdog looks; 5 s keep it from disturbing a measurement. */
  readonly watchNs?: Nanoseconds;
}

export function createLocalConnector(options: LocalConnectorOptions): BoardConnector {
  return { connect: (board, bound) => connect(options, board, bound) };
}

async function connect(
  options: LocalConnectorOptions,
  board: Board,
  bound: Bound,
): Promise<Result<BoardSession, Failure>> {
  // What was asked of another machine is never measured on this one.
  if (board.transport.kind !== 'local') {
    return err(failure('board/unreachable', { board: board.id, said: 'this program has no link over ssh' }));
  }
  const { clock, modulesRoot, watchNs = seconds(5) } = options;
  const state = stateFolder(board);
  const script = await install(options.supervisorPath, state).catch((error: unknown) => String(error));
  if (!script.endsWith('.sh')) return err(failure('board/unreachable', { state, said: script }));
  const lock = await hello(new LocalLink(['sh', script, state, board.paths.lock ?? ''], clock), bound);
  if (!lock.ok) return lock;
  const link = new LocalLink(['sh', script, state, lock.value], clock);
  const node = { path: process.execPath, version: process.versions.node };
  const python = board.programs?.python;
  const moduleRoots = modulesRoot === null ? [] : [modulesRoot];
  return ok(
    new LinkedBoardSession({ link, clock, moduleRoots, node, python, watchNs, own: board.environments, store: board }),
  );
}

async function hello(link: Link, bound: Bound): Promise<Result<string, Failure>> {
  const told = await tell(link, ['hello'], bound);
  if (told.ok) return parseHello(told.value);
  return told.error.facts['errno'] === 'ENOENT' ? err(failure('board/not-a-board', { missing: ['sh'] })) : told;
}

function stateFolder(board: Board): string {
  if (board.paths.state !== undefined) return resolve(board.paths.state);
  return join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'orchestrate');
}

/** One folder after the other: asked for all at once, Node tries for ever where a file system says ENOENT of a new one (procfs). */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(dirname(folder));
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    // Another process may have been quicker.
    if (!existsSync(folder)) throw error;
  });
}

/** Never written in place: a shell reads its script while it runs. */
async function install(source: string, state: string): Promise<string> {
  const text = await readFile(source);
  const digest = digestOf(text);
  const path = join(state, `supervisor-${digest.slice(0, 16)}.sh`);
  await makeFolder(state);
  const there = await readFile(path).catch(() => undefined);
  if (there === undefined || digestOf(there) !== digest) {
    const part = `${path}.${process.pid}`;
    await writeFile(part, text, { mode: 0o500 });
    await rename(part, path);
  }
  return path;
}
