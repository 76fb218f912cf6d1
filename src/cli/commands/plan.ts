/** `plan FILE`: what a run would do and why. Decides by the same functions as `run`, writes nothing, needs no lock. */
import { Command } from 'commander';
import { type HostKeyOptions, hostKeyOption } from '../host-key-option.js';

export interface PlanOptions extends HostKeyOptions {
  readonly store?: string;
  readonly json?: boolean;
  readonly all?: boolean;
  readonly where?: string;
  readonly strict?: boolean;
  readonly probe?: boolean;
}

const examples = `
Examples:
  $ orchestrate plan experiments/quickstart.yaml
  $ orchestrate plan experiments/quickstart.yaml --where 'precision:int8'
  $ orchestrate plan experiments/quickstart.yaml --json | jq '.cells[] | select(.reason)'

This machine is asked what it has (versions, memory); of boards over SSH it is known from the last run or
\`boards check\`, and \`--probe\` asks them now. Nothing is measured or converted.

Exit codes: 0 planned, also when no cell can run; 2 a mistake in the files or in what was asked.`;

export function planCommand(): Command {
  return new Command('plan')
    .description('show what a run of an experiment would do, and start nothing')
    .argument('<file>', 'experiment file (YAML)')
    .option('--where <selector>', "only these cells: 'device:pi* and not precision:fp32'")
    .option('--probe', 'ask the boards over SSH what they have, instead of what is remembered')
    .option('--all', 'list every cell, step and rule (default: the first of each, with counts)')
    .option('--strict', 'take warnings for errors: rules that match nothing, axes that no cell has')
    .addOption(hostKeyOption())
    .option('--json', 'print the plan as JSON (schemas/plan.schema.json)')
    .addHelpText('after', examples)
    .action(async (file: string, _: unknown, command: Command) => {
      const { printPlan } = await import('../print-plan.js');
      await printPlan(file, command.optsWithGlobals<PlanOptions>());
    });
}
