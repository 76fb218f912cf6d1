/** `orchestrate best [RUN...]`: which cell to take on each device, within a budget. */
import { Command } from 'commander';
import type { BestOptions } from '../print-best.js';
import { reading } from '../reading.js';

const examples = `
Examples:
  $ orchestrate best --within 10ms                          of the latest run set, per device: the highest top-1
  $ orchestrate best hkbu-2020-published --within 10ms      of published figures
  $ orchestrate best @latest theirs --metric throughput     of several run sets together
  $ orchestrate best --pareto                               everything that nothing beats in both

Of equal figures the faster cell is taken. What is unsupported, failed or invalid never wins; cells without the metric
are listed as not judged. Reported figures are marked, and where they compete with computed ones it is said.

Exit codes: 0 printed; 2 a mistake in what was asked; 5 no cell could be judged.`;

export function bestCommand(): Command {
  return new Command('best')
    .description('the best cell per device within a latency budget')
    .argument('[runs...]', 'run sets: id, unique beginning, name, experiment (default: @latest)')
    .option('--within <duration>', 'only cells of at most this latency: 10ms')
    .option('--metric <name>', 'what is best: top-1, top-5, throughput, latency, power … (default: top-1)')
    .option('--per <axis>', 'the best of each level of this axis (default: device)')
    .option('--where <selector>', "only these cells: 'precision:int8'")
    .option('--pareto', 'all cells that nothing else beats in both latency and the metric')
    .option('--json', 'the same as JSON (schemas/best.schema.json)')
    .addHelpText('after', examples)
    .action(async (runs: readonly string[], options: BestOptions, command: Command) => {
      await reading(command, async ({ reader }) => {
        const { printBest } = await import('../print-best.js');
        process.exitCode = printBest(reader, runs, options);
      });
    });
}
