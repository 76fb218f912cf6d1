/** `run FILE`: always a new run set; only artifacts are reused. */
import { Command } from 'commander';
import { type HostKeyOptions, hostKeyOption } from '../host-key-option.js';
import { failFastOption, type UntilOption, untilOption } from '../until-option.js';

export interface RunOptions extends HostKeyOptions, UntilOption {
  readonly store?: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly all?: boolean;
  readonly where?: string;
  readonly strict?: boolean;
  readonly name?: string;
  readonly tag?: readonly string[];
}

const examples = `
Examples:
  $ orchestrate run experiments/quickstart.yaml
  $ orchestrate run experiments/quickstart.yaml --json > events.ndjson
  $ orchestrate run experiments/quickstart.yaml --where 'precision:int8 or framework:onnxruntime'
  $ orchestrate run experiments/quickstart.yaml --name baseline --tag kernel-6.12 --tag idle
  $ orchestrate run experiments/quickstart.yaml --until 07:00

Ctrl-C once finishes what is in progress and stops; twice stops at once; a third time leaves without waiting.
SIGTERM counts as Ctrl-C, SIGHUP as the second one. \`orchestrate resume\` goes on in every case.

Exit codes: 0 measured; 2 not begun, and why; 3 some cells failed (unsupported and not applicable ones are answers, not
failures; so is a cell marked invalid because the framework silently used something else than was asked); 5 nothing was
measured; 130 interrupted. A run that --until ends tells by 0, 3 or 5 what came of it; one that --fail-fast ends, 3.`;

export function runCommand(): Command {
  return new Command('run')
    .description('measure every cell of an experiment that can run, as a new run set')
    .argument('<file>', 'experiment file (YAML)')
    .option('--where <selector>', "measure only these cells: 'device:pi* and not precision:fp32'")
    .option('--name <text>', 'a name for the run set, to find it again')
    .option('--tag <text>', 'a tag for the run set; may be given several times', collect)
    .option('-n, --dry-run', 'print the plan and start nothing, as `plan` does')
    .option('--all', 'with -n: list every cell, step and rule (default: the first of each, with counts)')
    .option('--strict', 'take warnings for errors, and start nothing')
    .addOption(untilOption())
    .addOption(failFastOption())
    .addOption(hostKeyOption())
    .option('--json', 'print events as JSON lines (schemas/event.schema.json); with -n the plan as JSON')
    .addHelpText('after', examples)
    .action(async (file: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<RunOptions>();
      if (options.dryRun === true) await (await import('../print-plan.js')).printPlan(file, options);
      else process.exitCode = await (await import('../start-run.js')).startRun(file, options);
    });
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
