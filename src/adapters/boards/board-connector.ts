/** Connects to a board by whatever transport it has. What SSH needs is loaded when the first such board is named. */
import { randomStream } from '#core/random.js';
import type { BoardConnector } from '#ports/boards.js';
import type { HostKeyPolicy } from './host-keys.js';
import { createLocalConnector, type LocalConnectorOptions } from './local-connector.js';

export interface BoardConnectorOptions extends LocalConnectorOptions {
  /** Of hosts that nobody has met yet; unset: they are refused. */
  readonly hostKeys?: HostKeyPolicy;
}

export function createBoardConnector(options: BoardConnectorOptions): BoardConnector {
  const local = createLocalConnector(options);
  let ssh: Promise<BoardConnector> | undefined;
  return {
    connect: async (board, bound) => {
      if (board.transport.kind === 'local') return local.connect(board, bound);
      ssh ??= sshConnector(options);
      return (await ssh).connect(board, bound);
    },
  };
}

async function sshConnector(options: BoardConnectorOptions): Promise<BoardConnector> {
  const [{ createSshConnector }, { resolveEndpoint }, { createHostKeyVerifier }] = await Promise.all([
    import('./ssh-connector.js'),
    import('./ssh-config.js'),
    import('./host-keys.js'),
  ]);
  const { clock, supervisorPath, hostKeys = 'refuse-unknown' } = options;
  return createSshConnector({
    clock,
    supervisorPath,
    random: randomStream(`${process.pid} ${clock.monotonicNs()}`, 'ssh'),
    resolve: (target, signal) => resolveEndpoint(target, { signal }),
    trust: (endpoint) => createHostKeyVerifier(endpoint, hostKeys),
  });
}
