/** `orchestrate show [RUN] [CELL]`: the numbers of a run set as a table, or all about one cell. */
import { Command } from 'commander';
import type { PlannedCell } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';
import type { ResultReader } from '#ports/result-store.js';
import type { RunRecords } from '#report/cell-view.js';
import type { ShowView } from '#report/show.js';
import { cellOrWhere } from '#wording/selector.js';
import { print, printJson, terminal, UserMistake } from '../output.js';
import { environmentsOf, reading, recordsAround } from '../reading.js';
import { selectCell } from '../select-cell.js';
import { findRun, selectRun } from '../select-run.js';

interface Options {
  readonly where?: string;
  readonly json?: true;
}

const examples = `
Examples:
  $ orchestrate show                                  the latest results
  $ orchestrate show digits-mobile/onnxruntime/int8   all about one cell of them: attempts, files, machine
  $ orchestrate show @latest~1 onnxruntime/int8       the same of the run set before
  $ orchestrate show --where 'state:failed,invalid'   only some cells

Exit codes: 0 printed, whatever became of the cells; 2 a mistake in what was asked.`;

export function showCommand(): Command {
  return new Command('show')
    .description('the results of a run set as a table, or everything about one cell')
    .argument(
      '[run]',
      'run set: id, unique beginning, name, experiment, @latest~1 (default: @latest); or a cell of the latest',
    )
    .argument('[cell]', 'cell: slug, a part of it, or four digits of its key')
    .option('--where <selector>', "only these cells: 'state:failed or latency<10ms'")
    .option('--json', 'the same as JSON (schemas/show.schema.json)')
    .addHelpText('after', examples)
    .action(async (first: string | undefined, second: string | undefined, options: Options, command: Command) => {
      await reading(command, async ({ reader }) => {
        const { where, json } = options;
        const chosen = chooseRun(reader, first, second);
        if (chosen.wanted !== undefined && where !== undefined) throw new UserMistake(cellOrWhere);
        if (chosen.runSet.imported) {
          const { importedIn, showImported } = await import('../imported-views.js');
          const imported = importedIn(reader, chosen.runSet);
          if (imported) return showImported(chosen.runSet, imported, { where, cell: chosen.wanted, json });
        }
        const { runSet, cell } = choose(reader, chosen);
        if (cell) await showCell(reader, { runSet, cell, json });
        else await showRun(reader, { runSet, where, json });
      });
    });
}

/** One word alone is a run set if it names one, and else a cell of the latest. */
function chooseRun(reader: ResultReader, first?: string, second?: string): Chosen {
  const runSets = reader.runSets();
  const alone = first !== undefined && second === undefined;
  const isCell = alone && !first.startsWith('@') && findRun(runSets, first) === undefined;
  const runSet = selectRun(runSets, isCell ? undefined : first);
  return { runSet, wanted: isCell ? first : second, isCell };
}

interface Chosen {
  readonly runSet: RunSet;
  /** The cell, in the person's words. */
  readonly wanted: string | undefined;
  /** The one word that was given names a cell. */
  readonly isCell: boolean;
}

function choose(
  reader: ResultReader,
  { runSet, wanted, isCell }: Chosen,
): { runSet: RunSet; cell: PlannedCell | undefined } {
  if (wanted === undefined) return { runSet, cell: undefined };
  const context = { where: runSet.where, orRun: isCell };
  return { runSet, cell: selectCell(reader.plan(runSet.id).cells, wanted, context) };
}

function recordsOf(reader: ResultReader, runSet: RunSet, cell?: PlannedCell) {
  return {
    runSet,
    plan: reader.plan(runSet.id),
    records: cell ? recordsAround(reader, runSet, cell) : reader.records(runSet.id),
    retired: reader.retired(runSet.id),
    artifacts: reader.artifacts(),
    asides: reader.asides(runSet.id),
  };
}

async function showRun(
  reader: ResultReader,
  { runSet, where, json }: { runSet: RunSet; where: string | undefined; json: true | undefined },
): Promise<void> {
  const { showOf } = await import('#report/show.js');
  const { showText } = await import('#report/show-text.js');
  const run = recordsOf(reader, runSet);
  const view = where === undefined ? showOf(run) : await showWhere(run, where);
  if (json) printJson(view);
  else print(showText(view, terminal()));
}

/** The numbers are needed to choose by them, and again for the view: twice the work for those who ask. */
async function showWhere(run: RunRecords, where: string): Promise<ShowView> {
  const { cellViews } = await import('#report/cell-view.js');
  const { selectablesOf } = await import('#report/selectable.js');
  const { narrowPlan } = await import('#plan/narrow.js');
  const { showOf } = await import('#report/show.js');
  const { whereOf } = await import('../where.js');
  const cells = selectablesOf(run.plan, cellViews(run));
  const chosen = new Set(whereOf(where, cells, (cell) => cell).map(({ key }) => key));
  const only = new Set(run.plan.cells.flatMap(({ key }) => (chosen.has(key) ? [key] : [])));
  return showOf({ ...run, plan: narrowPlan(run.plan, only) }, { where: where.trim(), of: cells.length });
}

async function showCell(
  reader: ResultReader,
  { runSet, cell, json }: { runSet: RunSet; cell: PlannedCell; json: true | undefined },
): Promise<void> {
  const { cellPageOf } = await import('#report/cell-page.js');
  const { cellPageText } = await import('#report/cell-page-text.js');
  const superseded = reader.superseded(runSet.id, cell.key);
  const environments = environmentsOf(reader, reader.records(runSet.id, cell.key));
  const page = cellPageOf({ ...recordsOf(reader, runSet, cell), cell, environments, superseded });
  if (json) printJson(page);
  else print(cellPageText(page, terminal()));
}
