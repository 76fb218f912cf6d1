/** One trunk for each endpoint, shared by all who use it and closed when the last of them has gone. */
import type { Random } from '#core/random.js';
import type { Clock } from '#ports/clock.js';
import { Gate } from './gate.js';
import { dial, type Hop, type Trust } from './ssh-dial.js';
import { type Endpoint, endpointKey } from './ssh-endpoint.js';
import { SshTrunk } from './ssh-trunk.js';

export interface PoolOptions {
  readonly clock: Clock;
  /** Spreads what would otherwise come at the same moment. */
  readonly random: Random;
  readonly trust: Trust;
}

export interface Lease {
  readonly trunk: SshTrunk;
  readonly release: () => Promise<void>;
}

/** So many handshakes at once; below what an sshd drops of those who have not yet said who they are. */
const rampOfAll = 8;

export class SshPool {
  readonly #options: PoolOptions;
  readonly #ramp = new Gate(rampOfAll);
  readonly #trunks = new Map<string, { readonly trunk: SshTrunk; users: number }>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  lease(endpoint: Endpoint): Lease {
    const key = endpointKey(endpoint);
    const entry = this.#trunks.get(key) ?? { trunk: this.#trunk(endpoint), users: 0 };
    this.#trunks.set(key, entry);
    entry.users++;
    let released = false;
    const release = async (): Promise<void> => {
      if (released) return;
      released = true;
      entry.users--;
      if (entry.users > 0) return;
      this.#trunks.delete(key);
      await entry.trunk.close();
    };
    return { trunk: entry.trunk, release };
  }

  #trunk(endpoint: Endpoint): SshTrunk {
    const { clock, random, trust } = this.#options;
    const hop = (through: Endpoint): Hop => {
      const { trunk, release } = this.lease(through);
      return { ramp: trunk.ramp, connection: (bound) => trunk.connection(bound), release };
    };
    const tools = { clock, trust, ramp: this.#ramp, hop };
    return new SshTrunk({ clock, random, dial: (generation, bound) => dial(endpoint, generation, tools, bound) });
  }
}
