/** `orchestrate toolchains`: which frameworks there are, what they can do, and which machines have them. */
import { Command } from 'commander';
import type { ToolchainsOptions } from '../toolchains-listed.js';

const which = `
Toolchains are those that come with the program and those in a folder \`toolchains\` beside or above the experiment.
Machines are those of the inventory or experiment (YAML) that is named, as \`boards\` finds them; nothing is asked,
what is known of them is remembered from the last \`boards check\` or run.`;

const examples = `
Examples:
  $ orchestrate toolchains                               all of them: where each runs, and what is missing elsewhere
  $ orchestrate toolchains ls experiments/mine.yaml      for the machines of this experiment
  $ orchestrate toolchains show onnxruntime              one: its conversions, options, and the versions found
${which}

Each takes --json.

Exit codes: 0 printed; 2 a mistake in what was asked.`;

export function toolchainsCommand(): Command {
  return new Command('toolchains')
    .description('which frameworks there are, what they convert and run, and which machines have them')
    .addHelpText('after', examples)
    .addCommand(lsToolchains(), { isDefault: true })
    .addCommand(showOne());
}

function lsToolchains(): Command {
  return inventoryOption(new Command('ls'))
    .description('all toolchains, where each can run now, and what is missing')
    .argument('[file]', 'an inventory or experiment file')
    .option('--json', 'the same as JSON (schemas/toolchains-ls.schema.json)')
    .addHelpText(
      'after',
      `${which}

Examples:
  $ orchestrate toolchains ls
  $ orchestrate toolchains ls inventory/lab.yaml --json | jq '.toolchains[] | select(.machines | any(.reason))'

Exit codes: 0 printed; 2 a mistake in what was asked.`,
    )
    .action(async (file: string | undefined, _: unknown, command: Command) => {
      (await import('../toolchains-listed.js')).listToolchains(file, command.optsWithGlobals<ToolchainsOptions>());
    });
}

function showOne(): Command {
  return inventoryOption(new Command('show'))
    .description('one toolchain: runners, conversions, options, tools, and the versions found on each machine')
    .argument('<name>', 'the toolchain')
    .argument('[file]', 'an inventory or experiment file')
    .option('--json', 'the same as JSON (schemas/toolchains-show.schema.json)')
    .addHelpText(
      'after',
      `${which}

Examples:
  $ orchestrate toolchains show tflite
  $ orchestrate toolchains show tflite --json | jq '.probes[] | {name, found}'

Exit codes: 0 printed; 2 a mistake in what was asked.`,
    )
    .action(async (name: string, file: string | undefined, _: unknown, command: Command) => {
      (await import('../toolchains-listed.js')).showToolchain(name, file, command.optsWithGlobals<ToolchainsOptions>());
    });
}

function inventoryOption(command: Command): Command {
  return command.option('--inventory <file>', 'the inventory, if it is not named otherwise');
}
