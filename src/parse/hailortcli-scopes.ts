/** Whose figures `hailortcli` is printing: of which network, and of which module. */
import type { Findings } from './tool-findings.js';
import type { ToolLine } from './tool-lines.js';

/**
 * The first network is what was measured, and the first module what measured it; those after them, which a file or a machine
 * may have, carry their names.
 */
export class HailoScopes {
  readonly #found: Findings;
  readonly #named = { network: new Set<string>(), device: new Set<string>() };
  readonly #now = { network: '', device: '' };

  constructor(found: Findings) {
    this.#found = found;
  }

  enter(what: 'network' | 'device', name: string, line: ToolLine): void {
    this.#now[what] = name;
    // Named on a cut line it is nobody yet, and no figure follows.
    if (line.ended) this.#found.fact(what, name, line);
  }

  /** `hw_only` has no transfers from and to the program that asks, and is no inference as a program knows it. */
  inference(mode = 'inference'): string {
    return this.#scope('network', mode);
  }

  module(): string {
    return this.#scope('device', 'module');
  }

  #scope(what: 'network' | 'device', base: string): string {
    const [names, name] = [this.#named[what], this.#now[what]];
    names.add(name);
    return [...names][0] === name ? base : `${base} of ${name}`;
  }
}
