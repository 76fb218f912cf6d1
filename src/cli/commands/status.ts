/**
 * `orchestrate status`: must answer at once, so it loads the store and the words, and nothing that measures. What it needs
 * is imported at the top: this file is itself loaded only when asked for, and each further piece costs a file to open.
 */
import { Command } from 'commander';
import type { Attempt } from '#domain/attempt.js';
import type { Progress } from '#domain/progress.js';
import { statusOf } from '#report/status.js';
import { statusText } from '#report/status-text.js';
import { isWritten } from '../is-written.js';
import { print, printJson, terminal } from '../output.js';
import { reading } from '../reading.js';
import { selectRun } from '../select-run.js';

const examples = `
Examples:
  $ orchestrate status            the run set that is being measured, or was last
  $ orchestrate status baseline   the one that was named so with \`run --name\`

Exit codes: 0 printed, whatever became of the cells; 2 a mistake in what was asked.`;

export function statusCommand(): Command {
  return new Command('status')
    .description('where a run set stands, also while it is being measured')
    .argument('[run]', 'run set: id, unique beginning, name, experiment, @latest~1', '@latest')
    .option('--json', 'the same as JSON (schemas/status.schema.json)')
    .addHelpText('after', examples)
    .action(async (wanted: string, options: { readonly json?: true }, command: Command) => {
      await reading(command, async ({ reader, writing: somebodyWrites }) => {
        const runSets = reader.runSets();
        const runSet = selectRun(runSets, wanted);
        if (runSet.imported) {
          const { importedIn, importedStatus } = await import('../imported-views.js');
          const imported = importedIn(reader, runSet);
          if (imported) return importedStatus(runSet, imported, options.json);
        }
        const progress = reader.progress(runSet.id);
        const writing = somebodyWrites() && isWritten(runSet, runSets, openOf(progress));
        const view = statusOf({ runSet, progress, writing, asides: reader.asides(runSet.id) });
        if (options.json) printJson(view);
        else print(statusText(view, terminal()));
      });
    });
}

function openOf({ open }: Progress): readonly Attempt[] {
  return open.map(({ attempt }) => attempt);
}
