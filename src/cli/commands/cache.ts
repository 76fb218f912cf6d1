/** `orchestrate cache`: what conversions made, why, whether it is sound, and how it is made smaller. */
import { Command } from 'commander';
import { cacheEntries } from '#engine/cache.js';
import { cacheView } from '#report/cache.js';
import { cacheText, cacheVerifyText, gcText, whyText } from '#report/cache-text.js';
import { parseSize } from '#spec/scalars.js';
import { describeBadSize } from '#wording/cache.js';
import { exitCodes } from '../exit-code.js';
import { print, printJson, terminal, UserMistake } from '../output.js';
import { projectForReading } from '../project.js';
import { reading } from '../reading.js';

interface Json {
  readonly json?: true;
}

const examples = `
Examples:
  $ orchestrate cache ls                       every artifact: of what, by what, where, used when; and what was refused
  $ orchestrate cache why 3fa9                 what an artifact was made of, by a beginning of its key
  $ orchestrate cache why pi-5/resnet/tflite   each conversion of a cell, and what the nearest artifact lacks
  $ orchestrate cache verify                   hash all of it; what is corrupt is made again by the run that needs it
  $ orchestrate cache gc --max-size 10GB       remove what was used least recently, until so much is left

Each takes --json.

Exit codes: 0 done; 6 verify found corrupt files; 2 a mistake in what was asked, or a run is going on (gc).`;

export function cacheCommand(): Command {
  return new Command('cache')
    .description('what conversions made: list it, ask why, check it, make it smaller')
    .addHelpText('after', examples)
    .addCommand(list())
    .addCommand(why())
    .addCommand(verify())
    .addCommand(gc());
}

function list(): Command {
  return new Command('ls')
    .description('every artifact: of what, by what, how large, made where, used when; and what was refused for good')
    .option('--json', 'the same as JSON (schemas/cache.schema.json)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ orchestrate cache ls --json | jq ".bytes"\n\nExit codes: 0 printed; 2 a mistake in what was asked.',
    )
    .action(async (options: Json, command: Command) => {
      const { createArtifactFolder } = await import('../compose-cache.js');
      const view = await reading(command, async ({ reader, project }) =>
        cacheView(cacheEntries(reader), await createArtifactFolder(project.runs).list()),
      );
      if (options.json) printJson(view);
      else print(cacheText(view, terminal()));
    });
}

function why(): Command {
  return new Command('why')
    .description('what an artifact, or each conversion of a cell, is made of')
    .argument('<key-or-cell>', 'a beginning of an artifact key or digest, or a cell of the latest run set')
    .option('--json', 'the same as JSON (schemas/cache-why.schema.json)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ orchestrate cache why 3fa9\n\nExit codes: 0 printed; 2 a mistake in what was asked.',
    )
    .action(async (word: string, options: Json, command: Command) => {
      const { whyOf } = await import('../cache-why.js');
      const view = await reading(command, (open) => whyOf(open, word));
      if (options.json) printJson(view);
      else print(whyText(view, terminal()));
    });
}

function verify(): Command {
  return new Command('verify')
    .description('hash every file of the cache, and name those that are corrupt')
    .option('--json', 'the same as JSON (schemas/cache-verify.schema.json)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ orchestrate cache verify\n\nExit codes: 0 all is sound; 6 something is corrupt; 2 a mistake in what was asked.',
    )
    .action(async (options: Json, command: Command) => {
      const { verifyCache } = await import('../cache-acts.js');
      const view = await reading(command, verifyCache);
      if (options.json) printJson(view);
      else print(cacheVerifyText(view));
      process.exitCode = view.findings.length === 0 ? exitCodes.done : exitCodes.notVerified;
    });
}

function gc(): Command {
  return new Command('gc')
    .description('remove what was used least recently, and never what a run set that has not ended needs')
    .requiredOption('--max-size <size>', 'how much may be left: 10GB, 500MiB')
    .option('--dry-run', 'say what would go, and remove nothing')
    .option('--json', 'the same as JSON (schemas/cache-gc.schema.json)')
    .addHelpText(
      'after',
      `
Examples:
  $ orchestrate cache gc --max-size 10GB --dry-run

What is removed is made again where it is needed. Until then \`verify\` of a run set that used it says that it is missing.

Exit codes: 0 done; 2 a mistake in what was asked, or a run is going on.`,
    )
    .action(async (options: Json & { readonly maxSize: string; readonly dryRun?: true }, command: Command) => {
      const maxBytes = parseSize(options.maxSize);
      if (maxBytes === undefined) throw new UserMistake(describeBadSize(options.maxSize));
      const { store } = command.optsWithGlobals<{ store?: string }>();
      const { collectGarbage } = await import('../cache-acts.js');
      const view = await collectGarbage(projectForReading(process.cwd(), store), maxBytes, options.dryRun === true);
      if (options.json) printJson(view);
      else print(gcText(view));
    });
}
