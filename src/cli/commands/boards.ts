/** `orchestrate boards`: what is known of boards, what they say now, and who holds them. */
import { Command } from 'commander';
import type { BoardsOptions } from '../boards-options.js';
import { hostKeyOption } from '../host-key-option.js';

const which = `
Which boards: those of the inventory or experiment (YAML) that is named; else of inventory/lab.yaml, or of the only
inventory in ./inventory; else this machine. Names of boards choose among them.`;

const examples = `
Examples:
  $ orchestrate boards ls                                       what is known, without asking
  $ orchestrate boards check                                    ask all of them now
  $ orchestrate boards check experiments/quickstart.yaml        and say which of its cells could run where
  $ orchestrate boards check pi-4 pi-5 --canary                 time a fixed piece of work, against the board's own past
  $ orchestrate boards facts pi-5                               everything known of one
  $ orchestrate boards prepare pi-5 --for experiments/pi.yaml   install there what an experiment needs
  $ orchestrate boards unlock pi-5                              who holds it; ends what dead attempts left there
${which}

Each takes --json.

Exit codes: 0 all of them usable; 2 a mistake in what was asked; 3 some board not usable, or still held.`;

export function boardsCommand(): Command {
  return new Command('boards')
    .description('what boards are there, what they have, and who holds them')
    .addHelpText('after', examples)
    .addCommand(lsBoards())
    .addCommand(checkBoards())
    .addCommand(factsOfBoard())
    .addCommand(prepareBoard())
    .addCommand(unlockBoard());
}

function lsBoards(): Command {
  return boardsOptions(new Command('ls'))
    .description('the boards and what is remembered of them, without asking any')
    .argument('[words...]', 'an inventory or experiment file, and names of boards')
    .option('--json', 'the same as JSON (schemas/boards-ls.schema.json)')
    .addHelpText(
      'after',
      `${which}

Examples:
  $ orchestrate boards ls
  $ orchestrate boards ls --inventory inventory/lab.yaml --json | jq -r '.boards[].name'

Exit codes: 0 printed; 2 a mistake in what was asked.`,
    )
    .action(async (words: readonly string[], _: unknown, command: Command) => {
      (await import('../boards-remembered.js')).listBoards(words, command.optsWithGlobals<BoardsOptions>());
    });
}

function checkBoards(): Command {
  return boardsOptions(new Command('check'))
    .description('ask all boards at once what they are and have, and which cells could run there')
    .argument('[words...]', 'an inventory or experiment file, and names of boards')
    .option('--canary', 'also time a fixed piece of work on each, alone under its lock, against its own past')
    .option('--accept-identity <name>', 'another machine answers under this name, and that is meant', collect)
    .addOption(hostKeyOption())
    .option('--json', 'the same as JSON (schemas/boards-check.schema.json)')
    .addHelpText(
      'after',
      `${which}

Examples:
  $ orchestrate boards check
  $ orchestrate boards check experiments/quickstart.yaml pi-5
  $ orchestrate boards check --canary --json | jq '.boards[] | select(.state != "usable")'

Exit codes: 0 all of them usable; 2 a mistake in what was asked; 3 some board is not, or is suspect.`,
    )
    .action(async (words: readonly string[], _: unknown, command: Command) => {
      const { checkThem } = await import('../boards-checked.js');
      process.exitCode = await checkThem(words, command.optsWithGlobals<BoardsOptions>());
    });
}

function factsOfBoard(): Command {
  return boardsOptions(new Command('facts'))
    .description('everything known of one board, with its age, without asking it')
    .argument('<name>', 'the board')
    .argument('[file]', 'an inventory or experiment file')
    .option('--json', 'the same as JSON (schemas/boards-facts.schema.json)')
    .addHelpText(
      'after',
      `${which}

Examples:
  $ orchestrate boards facts pi-5
  $ orchestrate boards facts pi-5 --json | jq .facts.frameworks

Exit codes: 0 printed, also when it was never looked at; 2 a mistake in what was asked.`,
    )
    .action(async (name: string, file: string | undefined, _: unknown, command: Command) => {
      const { tellFacts } = await import('../boards-remembered.js');
      tellFacts(name, file, command.optsWithGlobals<BoardsOptions>());
    });
}

function prepareBoard(): Command {
  return boardsOptions(new Command('prepare'))
    .description('install what toolchains need on a board or builder, in environments of their own')
    .argument('<name>', 'the board or builder')
    .argument('[file]', 'an inventory or experiment file; an experiment says what it needs there, as --for does')
    .option(
      '--toolchain <name@version>',
      'only this toolchain, in this version or its usual one; again for more',
      collect,
    )
    .option('--for <experiment>', 'what this experiment needs there')
    .option('--dry-run', 'only say what would be done')
    .option('--offline', 'fetch wheels on this machine and send them, even if the board reaches an index')
    .option('--limit <time>', 'longest time for each environment (30m, 2h; an hour unless it is said)')
    .addOption(hostKeyOption())
    .option('--json', 'the same as JSON (schemas/boards-prepare.schema.json)')
    .addHelpText(
      'after',
      `
Python packages go into a folder of their own for each version, below the board's state folder; nothing of the system is
touched, and nothing happens beside a measurement. What is there already is left as it is.
${which}

Examples:
  $ orchestrate boards prepare this-machine --toolchain onnxruntime
  $ orchestrate boards prepare pi-5 inventory/lab.yaml --toolchain onnxruntime
  $ orchestrate boards prepare pi-5 --for experiments/frameworks.yaml --dry-run
  $ orchestrate boards prepare pi-5 --toolchain tflite@2.1.6 --toolchain openvino --offline

Exit codes: 0 all is there now; 2 a mistake in what was asked; 3 something could not be made; 130 stopped by Ctrl-C.`,
    )
    .action(async (name: string, file: string | undefined, _: unknown, command: Command) => {
      const { prepareIt } = await import('../boards-prepared.js');
      process.exitCode = await prepareIt(name, file, command.optsWithGlobals<BoardsOptions>());
    });
}

function unlockBoard(): Command {
  return boardsOptions(new Command('unlock'))
    .description('who holds a board; ends what dead attempts left there, and with --force a living holder')
    .argument('<name>', 'the board')
    .argument('[file]', 'an inventory or experiment file')
    .option('--force', 'stop a living holder: asked to end, then killed')
    .addOption(hostKeyOption())
    .option('--json', 'the same as JSON (schemas/boards-unlock.schema.json)')
    .addHelpText(
      'after',
      `${which}

Examples:
  $ orchestrate boards unlock pi-5
  $ orchestrate boards unlock pi-5 --force

Exit codes: 0 the board is free; 2 a mistake in what was asked; 3 it is still held, or cannot be reached.`,
    )
    .action(async (name: string, file: string | undefined, _: unknown, command: Command) => {
      const { unlockIt } = await import('../boards-unlocked.js');
      process.exitCode = await unlockIt(name, file, command.optsWithGlobals<BoardsOptions>());
    });
}

function boardsOptions(command: Command): Command {
  return command.option('--inventory <file>', 'the inventory, if it is not named otherwise');
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
