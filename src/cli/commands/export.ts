/** `orchestrate export [RUN]`: results as flat data for other programs. */
import { Command, Option } from 'commander';
import { csvLines, csvRecords } from '#report/csv.js';
import { type ExportHead, type ExportSource, exportCells, exportSessions } from '#report/export.js';
import { cellsAsCsv, type SampleRow, samplesAsCsvColumns, sessionsAsCsv } from '#report/export-csv.js';
import { exportAsJson } from '#report/export-json.js';
import { visibleJson } from '#wording/control.js';
import { csvOnly, noSamples, notBoth, oneFormat } from '#wording/export.js';
import { describeImportedRefusal } from '#wording/imported.js';
import { createKeptFiles } from '../compose-verify.js';
import { exportedFrom } from '../export-source.js';
import { UserMistake } from '../output.js';
import { type Reading, reading } from '../reading.js';
import { selectRun } from '../select-run.js';
import { pourAll, type Texts, writeFileWhole } from '../write-out.js';

interface Options {
  readonly json?: true;
  readonly csv?: true;
  readonly by?: 'cell' | 'session';
  readonly samples?: true;
  readonly where?: string;
  readonly output?: string;
  readonly force?: true;
}

const examples = `
Examples:
  $ orchestrate export --csv > results.csv               the latest run set, one line for each cell
  $ orchestrate export --csv --by session -o all.csv     one line for each attempt, with all its metrics
  $ orchestrate export @latest~1 --json -o results.json  cells and sessions of another run set
  $ orchestrate export --csv --where 'precision:int8'    only some cells

Numbers are raw, their units are in the names of the columns; what is not known is empty, in JSON null, and never 0.

Exit codes: 0 written; 2 a mistake in what was asked.`;

export function exportCommand(): Command {
  return new Command('export')
    .description('the results of a run set as CSV or JSON, raw and unrounded')
    .argument('[run]', 'run set: id, unique beginning, name, experiment, @latest~1', '@latest')
    .option('--csv', 'comma-separated values, with a line of names')
    .option('--json', 'one object with run set, cells and sessions (schemas/export.schema.json)')
    .addOption(new Option('--by <what>', 'what a line of CSV is (default: cell)').choices(['cell', 'session']))
    .option('--samples', 'a line of CSV for each sample: as many as there were inferences')
    .option('--where <selector>', "only these cells: 'state:measured and latency<10ms'")
    .option('-o, --output <file>', 'into a file, which is there whole or not at all')
    .option('--force', 'write over a file that exists')
    .addHelpText('after', examples)
    .action(async (run: string, options: Options, command: Command) => {
      requireOneForm(options);
      await reading(command, async (open) => {
        const texts = (await importedTexts(open, run, options)) ?? textsOf(open, run, options);
        if (options.output === undefined) await pourAll(texts);
        else await writeFileWhole(options.output, texts, options.force === true);
      });
    });
}

function requireOneForm({ csv, json, by, samples }: Options): void {
  if (csv === json) throw new UserMistake(oneFormat);
  if (json && (by ?? samples) !== undefined) throw new UserMistake(csvOnly);
  if (by !== undefined && samples) throw new UserMistake(notBoth);
}

/** Undefined of a run set that was measured. */
async function importedTexts({ reader }: Reading, run: string, options: Options): Promise<Texts | undefined> {
  const runSet = selectRun(reader.runSets(), run);
  if (!runSet.imported) return undefined;
  if (options.samples) throw new UserMistake(describeImportedRefusal(runSet.id, 'samples'));
  if (options.by === 'session') throw new UserMistake(describeImportedRefusal(runSet.id, 'by-session'));
  const { cellsWhere, importedIn } = await import('../imported-views.js');
  const { importedOf } = await import('#report/imported.js');
  const { importedAsCsv } = await import('#report/imported-csv.js');
  const imported = importedIn(reader, runSet);
  const view = imported && importedOf(runSet, imported, cellsWhere(imported, options.where));
  if (!view) return undefined;
  return options.json ? [`${visibleJson(JSON.stringify(view))}\n`] : importedAsCsv(view);
}

function textsOf(open: Reading, run: string, options: Options): Texts {
  const { head, source } = exportedFrom(open.reader, run, options.where);
  if (options.json) return exportAsJson(head, exportCells(source), exportSessions(source));
  if (options.samples) return sampleLines(head, open, source);
  return options.by === 'session'
    ? sessionsAsCsv(head, () => exportSessions(source))
    : cellsAsCsv(head, exportCells(source));
}

/** Session by session: one is in memory at a time. */
async function* sampleLines(head: ExportHead, { project }: Reading, source: ExportSource): AsyncGenerator<string> {
  const files = createKeptFiles(project.runs);
  const columns = samplesAsCsvColumns(head);
  yield* csvLines(columns, []);
  for (const session of exportSessions(source)) {
    if (!session.samples) continue;
    const read = await files.samples(session.samples.path);
    if (!read.ok) throw new UserMistake(noSamples(session.samples.path, read.error));
    for (const samples of read.value) {
      const rows = samples.startNs.map((_, at): SampleRow => ({ session, samples, at }));
      yield* csvRecords(columns, rows);
    }
  }
}
