/** `orchestrate verify [RUN]`: whether everything that the manifest names is what it was, offline. */
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import type { RunSet } from '#domain/run-set.js';
import { verifyRun } from '#engine/verify.js';
import type { InputPlaces } from '#engine/verify-inputs.js';
import { headOf, type RunHead } from '#report/run-head.js';
import { damagedView, type VerifyView, verifyOf } from '#report/verify.js';
import { verifyText } from '#report/verify-text.js';
import { inventoryPathOf } from '#spec/experiment.js';
import { createKeptFiles, damageOf } from '../compose-verify.js';
import { exitCodes } from '../exit-code.js';
import { fileCounter } from '../file-counter.js';
import { print, printJson, terminal } from '../output.js';
import { packageRoot } from '../package-root.js';
import type { Project } from '../project.js';
import { reading } from '../reading.js';
import { readManifest, runSetOf } from '../saved-manifest.js';
import { selectRun } from '../select-run.js';

interface Options {
  readonly resultsOnly?: true;
  readonly manifest?: string;
  readonly json?: true;
}

const examples = `
Examples:
  $ orchestrate verify                            the latest run set: results, records and inputs
  $ orchestrate verify @latest~1 --results-only   another one, whatever became of its inputs
  $ orchestrate verify --manifest saved.json      also against a manifest that was kept elsewhere

Checks every file that the manifest names, the metrics against the samples, and the attempts against the journal; no
board and no network is needed.

Exit codes: 0 everything is as recorded; 6 something is not, and is named; 2 a mistake in what was asked.`;

export function verifyCommand(): Command {
  return new Command('verify')
    .description('check that results and inputs of a run set are what they were, offline')
    .argument('[run]', 'run set: id, unique beginning, name, experiment, @latest~1 (default: @latest)')
    .option('--results-only', 'leave out what the run set was made from: models, data, toolchains, experiment')
    .option('--manifest <file>', 'compare with a manifest that was saved earlier, too')
    .option('--json', 'the same as JSON, with every finding (schemas/verify.schema.json)')
    .addHelpText('after', examples)
    .action(async (run: string | undefined, options: Options, command: Command) => {
      const view = await verified(command, run, options);
      if (options.json) printJson(view);
      else print(verifyText(view, terminal()));
      process.exitCode = view.verified ? exitCodes.done : exitCodes.notVerified;
    });
}

/** A damaged database is what this command is there to find: it is a finding and no bug. */
async function verified(command: Command, run: string | undefined, options: Options): Promise<VerifyView> {
  let head: RunHead | null = null;
  const counter = fileCounter();
  try {
    return await reading(command, async ({ reader, project }) => {
      const saved = options.manifest === undefined ? null : readManifest(options.manifest);
      const runSet = saved
        ? runSetOf(saved, reader.runSets(), { run, path: options.manifest ?? '' })
        : selectRun(reader.runSets(), run);
      head = headOf(runSet, runSet);
      const table = runSet.imported ? reader.imported(runSet.id)?.table.path : undefined;
      const places = options.resultsOnly ? null : placesOf(runSet, project, table);
      const world = { store: reader, files: createKeptFiles(project.runs) };
      return verifyOf(head, await verifyRun(world, { runSet, places, saved, tell: counter.tell }));
    });
  } catch (error) {
    const said = damageOf(error);
    if (said === undefined) throw error;
    return damagedView(head, said);
  } finally {
    counter.end();
  }
}

function placesOf({ specPath, spec }: RunSet, { runs }: Project, table: string | undefined): InputPlaces {
  const home = dirname(runs);
  const experiment = resolve(home, specPath);
  const folder = dirname(experiment);
  const inventory = inventoryPathOf({ name: specPath, text: spec });
  return {
    experiment,
    ...(table === undefined ? {} : { table: resolve(home, table) }),
    folder,
    inventory:
      inventory.ok && inventory.value !== null
        ? { name: inventory.value, place: resolve(folder, inventory.value) }
        : null,
    toolchainRoots: [home, packageRoot()],
  };
}
