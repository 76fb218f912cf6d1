/** `reparse [RUN]`: stored logs of tools read again by the readers of this version; newer readings are recorded. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Plan } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import type { Reader } from '#engine/read-again.js';
import { describeImportedRefusal } from '#wording/imported.js';
import { print, printJson, UserMistake } from '../output.js';
import { reading } from '../reading.js';
import { selectRun } from '../select-run.js';

const examples = `
Examples:
  $ orchestrate reparse                      the latest run set
  $ orchestrate reparse 4f2a -n              only show what newer readers say
  $ orchestrate reparse 4f2a --json | jq '.sessions[] | select(.differences != [])'

Sessions and conversions whose tool prints a summary are read again from their stored logs. Where the reader is newer
than the one that counts, its reading is recorded beside the older one, which is kept, and its figures are shown from
then on.

Exit codes: 0 read, whether or not something differs; 2 a mistake in what was asked.`;

interface Options {
  readonly json?: true;
  readonly dryRun?: true;
}

export function reparseCommand(): Command {
  return new Command('reparse')
    .description("read a run set's stored logs again, and record what newer readers say")
    .argument('[run]', 'run set: id, unique beginning, name, experiment, @latest~1', '@latest')
    .option('-n, --dry-run', 'show what differs, and record nothing')
    .option('--json', 'print it as JSON (schemas/reparse.schema.json)')
    .addHelpText('after', examples)
    .action(async (wanted: string, { json, dryRun }: Options, command: Command) => {
      await reading(command, async ({ reader, project }) => {
        const { readAgain } = await import('#engine/read-again.js');
        const { printedOf } = await import('#engine/printed.js');
        const { reparseText } = await import('#report/reparse-text.js');
        const runSet = selectRun(reader.runSets(), wanted);
        if (runSet.imported) throw new UserMistake(describeImportedRefusal(runSet.id, 'logs'));
        const readerOf = readers(reader.plan(runSet.id));
        const found = reader.records(runSet.id).flatMap((record) => {
          const by = record.outcome?.kind === 'succeeded' ? readerOf(record) : undefined;
          const texts = by ? logsOf(record, project.runs) : undefined;
          if (!by || !texts?.size) return [];
          const before = record.reading?.revision ?? null;
          return [
            { attempt: record.id, slug: by.slug, tool: by.tool, before, ...readAgain(by, printedOf(texts), record) },
          ];
        });
        const newer = new Map(found.flatMap(({ attempt, newer: one }) => (one ? [[attempt, one] as const] : [])));
        const { recordReadings } = await import('../compose-reparse.js');
        const recorded = recordReadings(project, dryRun ? new Map() : newer);
        const sessions = found.map(({ newer: one, ...each }) => {
          return { ...each, newer: one !== null, recorded: recorded.has(each.attempt) };
        });
        const view = { view: 'reparse' as const, format: 1 as const, runSet: runSet.id, sessions };
        if (json) printJson(view);
        else print(reparseText(view));
      });
    });
}

/** Which reader reads what an attempt printed: of its runner, or of its conversion. */
function readers({ cells, steps }: Plan): (record: AttemptRecord) => (Reader & { readonly slug: string }) | undefined {
  const ofCell = new Map<string, Reader & { readonly slug: string }>();
  for (const cell of cells) {
    const tool = cell.kind === 'run' ? cell.measurement.runner.reads : undefined;
    if (cell.kind !== 'run' || !tool) continue;
    const underLoad = (cell.measurement.protocol.streams ?? 1) > 1;
    ofCell.set(cell.key, { slug: cell.slug, tool, of: 'session', underLoad });
  }
  const ofStep = new Map<string, Reader & { readonly slug: string }>();
  for (const { key, reads: tool, toolchain, conversion } of steps)
    if (tool) ofStep.set(key, { slug: `${toolchain} ${conversion}`, tool, of: 'conversion', underLoad: false });
  return ({ work }) => {
    if (work.kind === 'accuracy') return undefined;
    return work.kind === 'session' ? ofCell.get(work.cell) : ofStep.get(work.step);
  };
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
