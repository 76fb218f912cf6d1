/** `validate [FILE...]`: what is wrong with files, without a board and without a store. */
import { Command } from 'commander';
import { errorsIn, validationText, validationView } from '#report/validation.js';
import { checkFile, filesHere } from '../check-file.js';
import { exitCodes } from '../exit-code.js';
import { print, printJson, UserMistake } from '../output.js';

interface ValidateOptions {
  readonly strict?: true;
  readonly json?: true;
}

const examples = `
Examples:
  $ orchestrate validate experiments/quickstart.yaml
  $ orchestrate validate                                 every file of experiments/, inventory/ and toolchains/ here
  $ orchestrate validate --strict --json experiments/*.yaml | jq '.files[].diagnostics[]'

The kind of a file is told by its keys: an experiment has matrix and models, an inventory boards, a toolchain loads
and runners. An experiment is read with the inventory and the toolchains that it names, and its cells are counted.
Models and data that are not there are warnings: a run measures the other cells. No board is asked, nothing is
written.

Exit codes: 0 no errors; 2 errors, or with --strict warnings. docs/diagnostics.md lists all codes.`;

export function validateCommand(): Command {
  return new Command('validate')
    .description('check experiment, inventory and toolchain files, and say all that is wrong with them')
    .argument('[files...]', 'files (YAML); without any, those of experiments/, inventory/ and toolchains/ here')
    .option('--strict', 'count warnings as errors: rules that match nothing, files that are missing')
    .option('--json', 'print all diagnostics as JSON (schemas/validate.schema.json)')
    .addHelpText('after', examples)
    .action((files: readonly string[], options: ValidateOptions) => {
      const wanted = files.length > 0 ? files : filesHere();
      if (wanted.length === 0) throw new UserMistake(noFiles);
      const checked = wanted.map((file) => checkFile(file, options.strict === true));
      if (options.json) printJson(validationView(checked));
      else print(validationText(checked));
      if (checked.some(({ diagnostics }) => errorsIn(diagnostics) > 0)) process.exitCode = exitCodes.mistake;
    });
}

const noFiles =
  'There is nothing to check here: no YAML file in experiments/, inventory/ or toolchains/*/.\nName one: `orchestrate validate FILE`.';
