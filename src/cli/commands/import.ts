/** `orchestrate import FILE`: what others measured, as a run set that says so. What kind of file it is decides how it is read. */
import { Command } from 'commander';
import type { ImportOptions } from '../import-file.js';

const examples = `
Examples:
  $ orchestrate import experiments/published/tryolabs-2019.csv     its mapping lies beside it
  $ orchestrate import theirs.csv --mapping mine.yaml --dry-run    only check both files
  $ orchestrate import theirs.csv --mapping mine.yaml --name theirs

The mapping says what each column is: an axis, a metric with its unit and statistic, a condition, the status
(schemas/import-mapping.schema.json, docs/import.md). An empty field is unknown and never 0. Nothing of a table is
left out, and nothing of it is imported when anything in it is wrong. The same two files make one run set.

Exit codes: 0 imported, or there already; 2 something is wrong, and where.`;

export function importCommand(): Command {
  return new Command('import')
    .description("bring somebody else's results in as a run set: a table (CSV) and what its columns mean")
    .argument('<table>', 'a table (CSV)')
    .option('--mapping <file>', 'what its columns mean (YAML); default: the file of the same name beside it')
    .option('--name <text>', 'a name for the run set, to find it again')
    .option('--tag <text>', 'a tag for the run set; may be given several times', collect)
    .option('-n, --dry-run', 'read both files, say what would be imported, and write nothing')
    .option('--json', 'the same as JSON (schemas/import.schema.json)')
    .addHelpText('after', examples)
    .action(async (file: string, _: unknown, command: Command) => {
      const { importFile } = await import('../import-file.js');
      importFile(file, command.optsWithGlobals<ImportOptions>());
    });
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
