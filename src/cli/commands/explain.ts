/** `orchestrate explain CELL`: what a cell is made of, and why it will or will not run again. */
import { Command } from 'commander';
import type { Alternative } from '#domain/alternative.js';
import type { Plan, PlannedCell } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';
import type { ResultReader } from '#ports/result-store.js';
import { print, printJson, terminal } from '../output.js';
import { reading, recordsAround } from '../reading.js';
import { selectCell } from '../select-cell.js';
import { selectRun } from '../select-run.js';

interface Options {
  readonly run: string;
  readonly json?: true;
}

const examples = `
Examples:
  $ orchestrate explain onnxruntime/int8                 a part of its slug is enough, if only one cell has it
  $ orchestrate explain 328f --run @latest~1             by its key, in the run set before

Exit codes: 0 printed; 2 a mistake in what was asked.`;

export function explainCommand(): Command {
  return new Command('explain')
    .description('what a cell is made of, its route, and why it will or will not run again')
    .argument('<cell>', 'cell: slug, a part of it, or four digits of its key')
    .option('--run <run>', 'run set: id, unique beginning, name, experiment, @latest~1', '@latest')
    .option('--json', 'the same as JSON (schemas/explain.schema.json)')
    .addHelpText('after', examples)
    .action(async (wanted: string, options: Options, command: Command) => {
      await reading(command, async ({ reader }) => {
        const { explainOf } = await import('#report/explain.js');
        const { explainText } = await import('#report/explain-text.js');
        const runSets = reader.runSets();
        const runSet = selectRun(runSets, options.run);
        if (runSet.imported) {
          const { importedIn, showImported } = await import('../imported-views.js');
          const imported = importedIn(reader, runSet);
          if (imported) return showImported(runSet, imported, { cell: wanted, json: options.json });
        }
        const plan = reader.plan(runSet.id);
        const cell = selectCell(plan.cells, wanted, runSet);
        const records = recordsAround(reader, runSet, cell);
        const earlier = earlierOf(reader, runSets, { runSet, cell });
        const alternatives = await notTaken(reader, plan, cell);
        const view = explainOf({
          runSet,
          plan,
          cell,
          records,
          artifacts: reader.artifacts(),
          earlier,
          alternatives,
          asides: reader.asides(runSet.id),
        });
        if (options.json) printJson(view);
        else print(explainText(view, terminal()));
      });
    });
}

/** By the toolchain as it lies here now, and what is remembered of the machines; without the toolchain nothing. */
async function notTaken(reader: ResultReader, plan: Plan, cell: PlannedCell): Promise<readonly Alternative[]> {
  if (cell.kind !== 'run') return [];
  const { alternativesFor } = await import('../alternatives-remembered.js');
  return alternativesFor(reader, plan, cell);
}

/** The newest earlier run set of the same experiment with the same cell. Ten are looked through: plans can be long. */
function earlierOf(
  reader: ResultReader,
  runSets: readonly RunSet[],
  of: { readonly runSet: RunSet; readonly cell: PlannedCell },
) {
  const before = runSets.slice(runSets.findIndex(({ id }) => id === of.runSet.id) + 1);
  for (const runSet of before.filter(({ experiment }) => experiment === of.runSet.experiment).slice(0, 10)) {
    const cell = reader.plan(runSet.id).cells.find(({ key }) => key === of.cell.key);
    if (cell) return { runSet, cell };
  }
  return null;
}
