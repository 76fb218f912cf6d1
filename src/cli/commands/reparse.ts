/** `reparse [RUN]`: stored logs of tools read again by the readers of this version; nothing is written. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { AttemptRecord } from '#domain/record.js';
import { describeImportedRefusal } from '#wording/imported.js';
import { print, printJson, UserMistake } from '../output.js';
import { reading } from '../reading.js';
import { selectRun } from '../select-run.js';

const examples = `
Examples:
  $ orchestrate reparse                      the latest run set
  $ orchestrate reparse 4f2a --json | jq '.sessions[] | select(.differences != [])'

Sessions whose runner prints a tool's summary are read again from their stored logs, and what differs from the stored
figures is shown: after a reader was mended, one sees what it would say now. Nothing is written.

Exit codes: 0 read, whether or not something differs; 2 a mistake in what was asked.`;

export function reparseCommand(): Command {
  return new Command('reparse')
    .description("read a run set's stored logs again with the readers of today, and show what differs")
    .argument('[run]', 'run set: id, unique beginning, name, experiment, @latest~1', '@latest')
    .option('--json', 'print it as JSON (schemas/reparse.schema.json)')
    .addHelpText('after', examples)
    .action(async (wanted: string, { json }: { readonly json?: true }, command: Command) => {
      await reading(command, async ({ reader, project }) => {
        const { readAgain } = await import('#engine/read-again.js');
        const { printedOf } = await import('#engine/printed.js');
        const { reparseText } = await import('#report/reparse-text.js');
        const runSet = selectRun(reader.runSets(), wanted);
        if (runSet.imported) throw new UserMistake(describeImportedRefusal(runSet.id, 'logs'));
        const cells = new Map(
          reader.plan(runSet.id).cells.flatMap((cell) => {
            const tool = cell.kind === 'run' ? cell.measurement.runner.reads : undefined;
            return tool ? [[cell.key, { slug: cell.slug, tool }] as const] : [];
          }),
        );
        const sessions = reader.records(runSet.id).flatMap((record) => {
          const cell = record.work.kind === 'session' ? cells.get(record.work.cell) : undefined;
          if (!cell || record.outcome?.kind !== 'succeeded') return [];
          const texts = logsOf(record, project.runs);
          if (texts.size === 0) return [];
          return [{ attempt: record.id, ...cell, ...readAgain(cell.tool, printedOf(texts), record.metrics) }];
        });
        const view = { view: 'reparse' as const, format: 1 as const, runSet: runSet.id, sessions };
        if (json) printJson(view);
        else print(reparseText(view));
      });
    });
}

/** By role: the two heads of what it printed, and what was kept of their ends. */
function logsOf({ files }: AttemptRecord, runs: string): ReadonlyMap<string, string> {
  const texts = files.flatMap(({ role, path }) => {
    const at = join(runs, path);
    return /^std(?:out|err)(?:\.tail)?$/.test(role) && existsSync(at)
      ? [[role, readFileSync(at, 'utf8')] as const]
      : [];
  });
  return new Map<string, string>(texts);
}
