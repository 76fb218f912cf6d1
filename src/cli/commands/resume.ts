/** `resume [RUN]`: inside one run set, every planned step without a success for its current fingerprint. */
import { Command } from 'commander';
import { type HostKeyOptions, hostKeyOption } from '../host-key-option.js';
import { failFastOption, type UntilOption, untilOption } from '../until-option.js';

export interface ResumeOptions extends HostKeyOptions, UntilOption {
  readonly store?: string;
  readonly json?: boolean;
  readonly where?: string;
  readonly retryFailed?: boolean;
  readonly acceptChanges?: boolean;
  readonly acceptDrift?: boolean;
}

const examples = `
Examples:
  $ orchestrate resume                               the latest run set
  $ orchestrate resume 20261120-1330 --retry-failed  one by the beginning of its id, its failed cells too
  $ orchestrate resume --where 'framework:onnxruntime'      only these cells this time
  $ orchestrate resume --until 8h                    nothing that cannot end within eight hours

Without options it measures what was interrupted, unavailable, or failed of the infrastructure (link, board, space).
It stops before doing anything if the experiment or the board is no longer what it was.

Exit codes, of all cells or of those that --where means: 0 measured, or nothing to do; 2 not begun, and why; 3 some
cells failed; 5 nothing was measured; 130 interrupted (not by --until, which tells by 0, 3 or 5 what came of it).`;

export function resumeCommand(): Command {
  return new Command('resume')
    .description('measure what is missing in a run set that was interrupted')
    .argument('[run]', 'run set: id, unique beginning, name, experiment, @latest~1', '@latest')
    .option('--where <selector>', "only these cells this time: 'device:pi* and not state:unavailable'")
    .option('--retry-failed', 'also try again what failed of itself (crash, timeout, out of memory)')
    .option(
      '--accept-changes',
      'go on although the experiment changed: cells that mean something else are measured again',
    )
    .option('--accept-drift', 'go on although framework, kernel or governor of a board changed since the first session')
    .addOption(untilOption())
    .addOption(failFastOption())
    .addOption(hostKeyOption())
    .option('--json', 'print events as JSON lines (schemas/event.schema.json)')
    .addHelpText('after', examples)
    .action(async (run: string, _: unknown, command: Command) => {
      const { resume } = await import('../resume-one.js');
      process.exitCode = await resume(run, command.optsWithGlobals<ResumeOptions>());
    });
}
