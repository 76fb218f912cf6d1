/** `orchestrate diff [A] [B]`: what got better, what got worse, what cannot be compared. */
import { Command } from 'commander';
import type { DiffOptions } from '../diff-options.js';
import { reading } from '../reading.js';

const examples = `
Examples:
  $ orchestrate diff                                     the latest run set against the one before it
  $ orchestrate diff baseline                            the newest of its experiment against the one named baseline
  $ orchestrate diff @latest~5 @latest --all             with the cells that are the same
  $ orchestrate diff A B --align framework:ort-1.19=ort  where a level was renamed
  $ orchestrate diff --align framework:old=new           two levels of one run set, the second judged against the first
  $ orchestrate diff A B --assume threads=1              where an axis is new
  $ orchestrate diff A B --fail-on regressed             as a gate: a cell that fails does not stop it

B is judged against A. A change counts when it is at least the threshold and no accident (Welch's test on one number for
each session, Benjamini and Hochberg over the diff); no verdict on speed under 3 sessions a side. docs/comparison.md.

Exit codes: 0 nothing found that --fail-on names; 4 found (default: regressed, newly-failing); 5 nothing was measured on
a side, or no cell could be judged; 2 a mistake in what was asked.`;

export function diffCommand(): Command {
  return new Command('diff')
    .description('two run sets cell by cell: what got better or worse, and what cannot be compared')
    .argument('[a]', 'run set to compare with: id, unique beginning, name, experiment, @latest~1 (default: @latest~1)')
    .argument('[b]', 'run set that is judged (default: the newest of the same experiment)')
    .option('--where <selector>', "only these cells: 'framework:onnxruntime and not precision:fp16'")
    .option('--align <rule>', 'axis:x=y takes level x of A for level y of B; may be given several times', collect)
    .option('--assume <rule>', 'axis=level for cells that lack the axis; may be given several times', collect)
    .option('--threshold <percent>', 'the least change of latency that counts (default: 10%)')
    .option('--alpha <number>', 'the false discovery rate over the whole diff (default: 0.05)')
    .option('--allow <names>', 'compare although these differ, such as protocol,cpu.model')
    .option('--fail-on <verdicts>', 'verdicts that end with 4, or none (default: regressed,newly-failing)')
    .option('--all', 'list the cells that are the same too')
    .option('--json', 'the same as JSON (schemas/diff.schema.json)')
    .addHelpText('after', examples)
    .action(async (a: string | undefined, b: string | undefined, options: DiffOptions, command: Command) => {
      await reading(command, async (open) => {
        const { printDiff } = await import('../print-diff.js');
        process.exitCode = printDiff(open, { a, b, options });
      });
    });
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
