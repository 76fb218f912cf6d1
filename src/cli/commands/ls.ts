/** `orchestrate ls`: which run sets there are. */
import { Command } from 'commander';
import { suggest } from '#core/suggest.js';
import { countStates } from '#domain/cell-state.js';
import type { ImportedCell } from '#domain/imported.js';
import type { RunSet } from '#domain/run-set.js';
import { type Looked, lsOf } from '#report/ls.js';
import { lsText } from '#report/ls-text.js';
import { statusOf } from '#report/status.js';
import { describeLimit, describeNoExperiment, describeNoTag, describeRunChoice } from '#wording/run-choice.js';
import { isWritten } from '../is-written.js';
import { print, printJson, terminal, UserMistake } from '../output.js';
import { reading } from '../reading.js';

interface Options {
  readonly tag?: readonly string[];
  readonly experiment?: string;
  readonly limit: string;
  readonly json?: true;
}

const examples = `
Examples:
  $ orchestrate ls
  $ orchestrate ls --experiment quickstart --tag idle --tag kernel-6.12
  $ orchestrate ls --limit 100 --json | jq -r '.runSets[].id'

Exit codes: 0 printed; 2 a mistake in what was asked, a tag that no run set has, or no results here yet.`;

export function lsCommand(): Command {
  return new Command('ls')
    .description('the run sets of this project, newest first')
    .option('--tag <text>', 'only those with this tag; given several times: with all of them', collect)
    .option('--experiment <name>', 'only those of this experiment')
    .option('--limit <number>', 'list at most so many', '20')
    .option('--json', 'the same as JSON (schemas/ls.schema.json)')
    .addHelpText('after', examples)
    .action(async (options: Options, command: Command) => {
      const limit = limitOf(options.limit);
      await reading(command, ({ reader, writing: somebodyWrites }) => {
        const runSets = reader.runSets();
        const alive = somebodyWrites();
        const view = lsOf({
          runSets,
          chosen: chosenOf(runSets, options),
          limit,
          look: (runSet) => {
            if (runSet.imported) return importedLook(reader.imported(runSet.id)?.cells ?? []);
            const progress = reader.progress(runSet.id);
            const open = progress.open.map(({ attempt }) => attempt);
            const writing = alive && isWritten(runSet, runSets, open);
            // The same counts as `status` says of it.
            return { writing, byState: statusOf({ runSet, progress, writing }).cells.byState };
          },
        });
        if (options.json) printJson(view);
        else if (runSets.length === 0) print([describeRunChoice({ kind: 'none' }, '', [])]);
        else print(lsText(view, terminal()));
      });
    });
}

function importedLook(cells: readonly ImportedCell[]): Looked {
  const unsupported = cells.filter(({ state }) => state === 'unsupported').length;
  const byState = { ...countStates([]), unsupported };
  return { writing: false, byState, reported: cells.length - unsupported };
}

/** A filter that fits nothing is a slip more often than a question. */
function chosenOf(runSets: readonly RunSet[], { tag: tags = [], experiment }: Options): readonly RunSet[] {
  let chosen = runSets;
  if (experiment !== undefined) {
    const known = [...new Set(runSets.map((runSet) => runSet.experiment))];
    chosen = chosen.filter((runSet) => runSet.experiment === experiment);
    if (chosen.length === 0) throw new UserMistake(describeNoExperiment(experiment, suggest(experiment, known), known));
  }
  for (const tag of tags) {
    const known = [...new Set(chosen.flatMap((runSet) => runSet.tags))];
    chosen = chosen.filter((runSet) => runSet.tags.includes(tag));
    if (chosen.length === 0) throw new UserMistake(describeNoTag(tag, suggest(tag, known), known));
  }
  return chosen;
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (/^[0-9]{1,9}$/.test(text) && limit >= 1) return limit;
  throw new UserMistake(describeLimit(text));
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
