/** `orchestrate show [RUN] [CELL]`: the numbers of a run set as a table, or all about one cell. */
import { Command } from 'commander';
import type { PlannedCell } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';
import type { ResultReader } from '#ports/result-store.js';
import { print, printJson, terminal } from '../output.js';
import { environmentsOf, reading } from '../reading.js';
import { selectCell } from '../select-cell.js';
import { findRun, selectRun } from '../select-run.js';

export function showCommand(): Command {
  return new Command('show')
    .description('the results of a run set as a table, or everything about one cell')
    .argument(
      '[run]',
      'run set: id, unique beginning, experiment, @latest~1 (default: @latest); or a cell of the latest',
    )
    .argument('[cell]', 'cell: slug, a part of it, or four digits of its key')
    .option('--json', 'the same as JSON (schemas/show.schema.json)')
    .action(
      async (
        first: string | undefined,
        second: string | undefined,
        options: { readonly json?: true },
        command: Command,
      ) => {
        await reading(command, async ({ reader }) => {
          const { runSet, cell } = choose(reader, first, second);
          if (cell) await showCell(reader, { runSet, cell, json: options.json });
          else await showRun(reader, { runSet, json: options.json });
        });
      },
    );
}

/** One word alone is a run set if it names one, and else a cell of the latest. */
function choose(
  reader: ResultReader,
  first?: string,
  second?: string,
): { runSet: RunSet; cell: PlannedCell | undefined } {
  const runSets = reader.runSets();
  const alone = first !== undefined && second === undefined;
  const isCell = alone && !first.startsWith('@') && findRun(runSets, first) === undefined;
  const runSet = selectRun(runSets, isCell ? undefined : first);
  const wanted = isCell ? first : second;
  return { runSet, cell: wanted === undefined ? undefined : selectCell(reader.plan(runSet.id).cells, wanted) };
}

function recordsOf(reader: ResultReader, runSet: RunSet) {
  return {
    runSet,
    plan: reader.plan(runSet.id),
    records: reader.records(runSet.id),
    retired: reader.retired(runSet.id),
    artifacts: reader.artifacts(),
  };
}

async function showRun(
  reader: ResultReader,
  { runSet, json }: { runSet: RunSet; json: true | undefined },
): Promise<void> {
  const { showOf } = await import('#report/show.js');
  const { showText } = await import('#report/show-text.js');
  const view = showOf(recordsOf(reader, runSet));
  if (json) printJson(view);
  else print(showText(view, terminal()));
}

async function showCell(
  reader: ResultReader,
  { runSet, cell, json }: { runSet: RunSet; cell: PlannedCell; json: true | undefined },
): Promise<void> {
  const { cellPageOf } = await import('#report/cell-page.js');
  const { cellPageText } = await import('#report/cell-page-text.js');
  const environments = environmentsOf(reader, reader.records(runSet.id, cell.key));
  const page = cellPageOf({ ...recordsOf(reader, runSet), cell, environments });
  if (json) printJson(page);
  else print(cellPageText(page, terminal()));
}
