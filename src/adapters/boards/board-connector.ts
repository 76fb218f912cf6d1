/** Connects to a board by whatever transport it has. What SSH needs is loaded when the first such board is named. */
import { randomStream } from '#core/random.js';
import type { BoardConnector } from '#ports/boards.js';
import { createLocalConnector, type LocalConnectorOptions } from './local-connector.js';

export function createBoardConnector(options: LocalConnectorOptions): BoardConnector {
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

async function sshConnector({ clock, supervisorPath }: LocalConnectorOptions): Promise<BoardConnector> {
  const [{ createSshConnector }, { plainEndpoint }, { pinnedKeys }] = await Promise.all([
    import('./ssh-connector.js'),
    import('./plain-endpoint.js'),
    import('./ssh-trust.js'),
  ]);
  const random = randomStream(`${process.pid} ${clock.monotonicNs()}`, 'ssh');
  return createSshConnector({ clock, random, supervisorPath, resolve: plainEndpoint, trust: pinnedKeys });
}
