/** What `plan` and `run -n` print. */
import { planExperiment } from '#engine/plan-experiment.js';
import { planText } from '#report/plan-text.js';
import { planView, rememberedBoards } from '#report/plan-view.js';
import { ageWords } from '#wording/boards.js';
import { openReadingWorld, readerOfFiles } from './compose.js';
import { type HostKeyOptions, hostKeyPolicy } from './host-key-option.js';
import { print, printJson, terminal } from './output.js';
import { projectOfExperiment } from './project.js';
import { readSpecFiles } from './spec-files.js';
import { missingOf, refuseWarnings } from './strict.js';
import { warn } from './warn.js';
import { narrow } from './where.js';

export interface PrintPlanOptions extends HostKeyOptions {
  readonly store?: string;
  readonly json?: boolean;
  readonly all?: boolean;
  readonly strict?: boolean;
  readonly where?: string;
  readonly probe?: boolean;
}

export async function printPlan(file: string, options: PrintPlanOptions): Promise<void> {
  const { files, narrowed } = narrow(readSpecFiles(file), options.where);
  const { folder, ...question } = files;
  const { expansion, spec } = question;
  const missing = missingOf(files, narrowed);
  refuseWarnings([...expansion.warnings, ...missing], spec.name, options);
  const { world, close } = openReadingWorld(projectOfExperiment(file, options.store), hostKeyPolicy(options));
  try {
    const { plan, known } = await planExperiment(
      world,
      { ...question, read: readerOfFiles(folder), look: options.probe === true ? 'all' : 'here' },
      new AbortController().signal,
    );
    const remembered = rememberedBoards(known.boards);
    const view = { ...planView(plan, expansion.counts, narrowed), remembered };
    warn([...plan.warnings, ...missing]);
    if (options.json === true) printJson(view);
    else {
      const { now } = terminal();
      print([...planText(view, { ...terminal(), all: options.all === true }), ...ageWords(remembered, now)]);
    }
  } finally {
    close();
  }
}
