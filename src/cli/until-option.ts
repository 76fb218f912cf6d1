/** `--until` and `--fail-fast`: the same words for `run` and `resume`. */
import { Option } from 'commander';

export interface UntilOption {
  readonly until?: string;
  readonly failFast?: boolean;
}

export function untilOption(): Option {
  return new Option(
    '--until <time>',
    'begin nothing that cannot end by then, by its estimate: a time of day (07:00) or how long (8h, 90m)',
  );
}

export function failFastOption(): Option {
  return new Option('--fail-fast', 'end the run, as Ctrl-C once would, with the first cell that fails');
}
