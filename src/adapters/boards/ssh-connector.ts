/** Connects to a board by SSH: the endpoint, the connection, the supervisor under the name of its bytes, and a session above. */
import { readFile } from 'node:fs/promises';
import { digestOf } from '#core/digest.js';
import type { Random } from '#core/random.js';
import { err, ok, type Result } from '#core/result.js';
import { bytes, type Nanoseconds, ns, seconds } from '#core/units.js';
import type { Board, LoginFacts, SshTarget } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { BoardConnector, BoardSession, Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import { LinkedBoardSession } from './board-session.js';
import type { Trust } from './ssh-dial.js';
import type { Endpoint } from './ssh-endpoint.js';
import { type Installed, install } from './ssh-install.js';
import { SshLink } from './ssh-link.js';
import { type Lease, SshPool } from './ssh-pool.js';

export interface SshConnectorOptions {
  readonly clock: Clock;
  /** Seeded apart for each process: two that were refused together must not come again together. */
  readonly random: Random;
  /** Where `supervisor.sh` lies beside the program. */
  readonly supervisorPath: string;
  readonly resolve: (target: SshTarget, signal: AbortSignal) => Promise<Result<Endpoint, Failure>>;
  readonly trust: Trust;
  /** How often a watchdog looks; 5 s keep it from disturbing a measurement. */
  readonly watchNs?: Nanoseconds;
}

export function createSshConnector(options: SshConnectorOptions): BoardConnector {
  const { clock, random, trust } = options;
  const pool = new SshPool({ clock, random, trust });
  return {
    connect: async (board, bound) => {
      const session = await connect(options, pool, board, bound);
      return session.ok ? session : err(named(session.error, board));
    },
  };
}

async function connect(
  options: SshConnectorOptions,
  pool: SshPool,
  board: Board,
  bound: Bound,
): Promise<Result<BoardSession, Failure>> {
  if (board.transport.kind !== 'ssh') return err(failure('board/unreachable', { said: 'not a board by ssh' }));
  const endpoint = await options.resolve(board.transport.target, bound.signal);
  if (!endpoint.ok) return endpoint;
  const lease = pool.lease(endpoint.value);
  const session = await begin(options, lease, board, bound);
  if (!session.ok) await lease.release();
  return session;
}

async function begin(
  { clock, random, supervisorPath, watchNs = seconds(5) }: SshConnectorOptions,
  lease: Lease,
  board: Board,
  bound: Bound,
): Promise<Result<BoardSession, Failure>> {
  const connection = await lease.trunk.connection(bound);
  if (!connection.ok) return connection;
  const mark = `orchestrate.${random.below(2 ** 32).toString(36)}.${random.below(2 ** 32).toString(36)}.`;
  let login: Omit<LoginFacts, 'endsProcesses'> | undefined;
  const shell = (script: string): SshLink => {
    const onLogin = ({ noiseBytes, answerNs }: { readonly noiseBytes: number; readonly answerNs: number }): void => {
      login ??= { noiseBytes: bytes(noiseBytes), answerNs: ns(answerNs) };
    };
    return new SshLink({ lease, clock, mark, prefix: ['sh', '-c', script, 'orchestrate'], onLogin });
  };
  const supervisor = { path: supervisorPath, digest: digestOf(await readFile(supervisorPath)) };
  const wishes = { state: board.paths.state ?? '', lock: board.paths.lock ?? '', node: board.programs?.node ?? '' };
  const installed = await install(shell, supervisor, wishes, bound);
  if (!installed.ok) return installed;
  const { state, lock, script, node, moduleRoots, endsProcesses } = installed.value satisfies Installed;
  const link = new SshLink({ lease, clock, mark, prefix: ['sh', script, state, lock] });
  const python = board.programs?.python;
  const facts = login ? { login: { ...login, endsProcesses } } : {};
  return ok(
    new LinkedBoardSession({
      link,
      clock,
      moduleRoots,
      node,
      python,
      watchNs,
      own: board.environments,
      store: board,
      ...facts,
    }),
  );
}

/** Which board it was: an endpoint may be shared, and people know the name. */
function named(error: Failure, board: Board): Failure {
  return { ...error, facts: { board: board.id, ...error.facts } };
}
