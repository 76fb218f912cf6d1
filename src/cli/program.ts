/** The program as commander knows it. Only the command that is asked for is loaded; the others are names for the help. */
import { Command, type CommanderError } from 'commander';
import { type CatalogueEntry, catalogue } from './catalogue.js';
import { exitCodes } from './exit-code.js';
import { withHints } from './usage-hints.js';
import { version } from './version.js';

const examples = `
Examples:
  $ orchestrate init model.onnx                       write an experiment for a model of your own
  $ orchestrate plan experiments/quickstart.yaml      what would happen, and why
  $ orchestrate run experiments/quickstart.yaml       measure it
  $ orchestrate resume                                go on after an interruption
  $ orchestrate show                                  the latest results as a table
  $ orchestrate diff                                  the latest against the one before it

Exit codes: 0 done; 1 a bug of this program; 2 a mistake in what was asked or written; 3 some cells failed;
4 a regression was found; 5 nothing was measured or could be compared; 6 not what was recorded; 130 interrupted.`;

/** Runs one command line to its end; the exit code is the answer. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = await programFor(args);
  try {
    await program.parseAsync(withoutRiddle(args), { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : exitCodes.done;
  } catch (error) {
    if (!isCommanderError(error)) throw error;
    // commander has printed its message: help and version end with 0, a usage mistake with 1, which means a bug here.
    return error.exitCode === 0 ? exitCodes.done : exitCodes.mistake;
  }
}

export async function programFor(args: readonly string[]): Promise<Command> {
  const program = new Command('orchestrate')
    .description('Run declarative experiment matrices for edge ML: device x model x framework x precision.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .option('--store <folder>', 'where results are kept (default: runs/ in the nearest project folder)')
    .showSuggestionAfterError(true)
    .configureOutput({ outputError: (text, write) => write(withHints(text)) })
    .showHelpAfterError('(orchestrate --help lists the commands)')
    .addHelpText('after', examples);
  const wanted = wantedCommand(args);
  for (const entry of catalogue) program.addCommand(entry.name === wanted ? await entry.load() : named(entry));
  // A commander error becomes a value of `runProgram`; commander hands its settings down only to commands it makes itself.
  program.exitOverride();
  for (const command of program.commands) settle(command, program, 'orchestrate');
  return program;
}

/** What commander itself hands down only to commands that it makes. */
function settle(command: Command, parent: Command, words: string): void {
  const called = `${words} ${command.name()}`;
  command.copyInheritedSettings(parent);
  command.showHelpAfterError(`(${called} --help tells more)`);
  // commander quotes what it prints as a default.
  for (const item of [...command.registeredArguments, ...command.options]) {
    if (typeof item.defaultValue === 'string') item.defaultValueDescription ??= item.defaultValue;
  }
  for (const below of command.commands) settle(below, command, called);
}

/** `help help`: commander knows no command `help` to print the help of. */
function withoutRiddle(args: readonly string[]): readonly string[] {
  return args.length === 2 && args.every((arg) => arg === 'help') ? ['help'] : args;
}

/** By its code: the bundles of `main` and of `acting` each have a class of their own. */
function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

/** The first word that names a command; `help run` wants `run` too. An option's value that is also a name costs a load only. */
function wantedCommand(args: readonly string[]): string | undefined {
  return args.find((arg) => catalogue.some(({ name }) => name === arg));
}

function named({ name, summary }: CatalogueEntry): Command {
  return new Command(name).description(summary);
}
