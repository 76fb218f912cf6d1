/** Whose figures `hailortcli` is printing: of which network, and of which module. */
import type { Findings, Place } from './tool-findings.js';

/**
 * The first network is what was measured, and the first module what measured it; those after them, which a file or a machine
 * may have, carry their names.
 */
export class HailoScopes {
  readonly #found: Findings;
  /** In the order in which they were entered, whether figures followed or not. */
  readonly #named: { readonly network: string[]; readonly device: string[] } = { network: [], device: [] };
  #group: string | undefined;
  readonly #now = { network: '', device: '' };

  constructor(found: Findings) {
    this.#found = found;
  }

  enter(what: 'network' | 'device', name: string, line: Place): void {
    this.#enter(what, name);
    this.#group = what === 'network' ? name : this.#group;
    // Named on a cut line it is nobody yet, and no figure follows.
    if (line.ended) this.#found.fact(what, name, line);
  }

  /** Of a group with several networks the figures are theirs: the first stands in the place of its group. */
  enterWithin(name: string): void {
    const { network } = this.#named;
    if (this.#group !== undefined && network.at(-1) === this.#group) network.pop();
    this.#group = undefined;
    this.#enter('network', name);
  }

  #enter(what: 'network' | 'device', name: string): void {
    this.#now[what] = name;
    if (!this.#named[what].includes(name)) this.#named[what].push(name);
  }

  /** `hw_only` has no transfers from and to the program that asks, and is no inference as a program knows it. */
  inference(mode = 'inference'): string {
    return this.#scope('network', mode);
  }

  module(): string {
    return this.#scope('device', 'module');
  }

  #scope(what: 'network' | 'device', base: string): string {
    const name = this.#now[what];
    if (this.#named[what].length === 0) this.#enter(what, name);
    return this.#named[what][0] === name ? base : `${base} of ${name}`;
  }
}
