/** `--accept-new-host-keys`: the same words wherever boards are reached. */
import { Option } from 'commander';
import type { HostKeyPolicy } from './compose.js';

export interface HostKeyOptions {
  readonly acceptNewHostKeys?: boolean;
}

export function hostKeyOption(): Option {
  return new Option(
    '--accept-new-host-keys',
    'trust boards that were never met before, and write their host keys to known_hosts (a changed key is always refused)',
  );
}

export function hostKeyPolicy({ acceptNewHostKeys }: HostKeyOptions): HostKeyPolicy {
  return acceptNewHostKeys === true ? 'accept-new' : 'refuse-unknown';
}
