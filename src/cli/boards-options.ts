/** What may be said to the commands of `boards`. */
import type { HostKeyOptions } from './host-key-option.js';

export interface BoardsOptions extends HostKeyOptions {
  readonly store?: string;
  readonly inventory?: string;
  readonly json?: true;
  readonly canary?: true;
  readonly force?: true;
  readonly toolchain?: readonly string[];
  readonly for?: string;
  readonly dryRun?: true;
  readonly offline?: true;
  readonly limit?: string;
  readonly acceptIdentity?: readonly string[];
}
