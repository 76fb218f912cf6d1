/** `orchestrate logs CELL`: what runners and converters printed, as it was kept; control sequences are made visible. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { LogView } from '#report/logs.js';
import { describeImportedRefusal } from '#wording/imported.js';
import { pour, printJson, talk, UserMistake } from '../output.js';
import { reading, recordsAround } from '../reading.js';
import { selectCell } from '../select-cell.js';
import { selectRun } from '../select-run.js';

interface Options {
  readonly run: string;
  readonly session?: number;
  readonly stderr?: true;
  readonly json?: true;
}

const examples = `
Examples:
  $ orchestrate logs onnxruntime/int8                    conversions and all sessions
  $ orchestrate logs 328f --session 2 --stderr           what one session complained of
  $ orchestrate logs onnxruntime/int8 > cell.log         titles go to stderr, so that the file has the logs alone

Exit codes: 0 printed, or there is no log; 2 a mistake in what was asked.`;

export function logsCommand(): Command {
  return new Command('logs')
    .description('what the runner of a cell and its conversions printed')
    .argument('<cell>', 'cell: slug, a part of it, or four digits of its key')
    .option('--run <run>', 'run set: id, unique beginning, name, experiment, @latest~1', '@latest')
    .option('--session <number>', 'only of this session', sessionNumber)
    .option('--stderr', 'only what went to stderr')
    .option('--json', 'which logs there are, as JSON (schemas/logs.schema.json)')
    .addHelpText('after', examples)
    .action(async (wanted: string, options: Options, command: Command) => {
      await reading(command, async ({ reader, project }) => {
        const { logsOf } = await import('#report/logs.js');
        const runSet = selectRun(reader.runSets(), options.run);
        if (runSet.imported) throw new UserMistake(describeImportedRefusal(runSet.id, 'logs'));
        const plan = reader.plan(runSet.id);
        const cell = selectCell(plan.cells, wanted, runSet);
        const { session, stderr } = options;
        const view = logsOf({
          runSet: runSet.id,
          plan,
          cell,
          records: recordsAround(reader, runSet, cell),
          ...(session === undefined ? {} : { session }),
          ...(stderr ? { role: 'stderr' as const } : {}),
        });
        if (options.json) printJson(view);
        else await printLogs(view.logs, project.runs);
      });
    });
}

async function printLogs(logs: readonly LogView[], runs: string): Promise<void> {
  const { noLogs, logTitle } = await import('#wording/logs.js');
  if (logs.length === 0) talk(noLogs);
  for (const log of logs) {
    // Titles are talk: `logs CELL > file` holds what was printed and nothing else.
    talk(logTitle(log));
    if (!(await pourFile(join(runs, log.path), log.path))) return;
  }
}

/** By chunks: a log may be megabytes. A decoder that streams cuts no character in two. */
async function pourFile(path: string, name: string): Promise<boolean> {
  const { visibleLines } = await import('#wording/control.js');
  const decoder = new TextDecoder();
  let newline = true;
  try {
    for await (const chunk of createReadStream(path)) {
      if (!(chunk instanceof Uint8Array)) continue;
      const text = visibleLines(decoder.decode(chunk, { stream: true }));
      if (text === '') continue;
      newline = text.endsWith('\n');
      if (!(await pour(text))) return false;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const { logGone } = await import('#wording/logs.js');
    talk(logGone(name));
  }
  return newline || (await pour('\n'));
}

function sessionNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('sessions count from 1');
  return value;
}
