/** What `plan` and `run -n` print. */
import { planExperiment } from '#engine/plan-experiment.js';
import { planText } from '#report/plan-text.js';
import { planView } from '#report/plan-view.js';
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
}

export async function printPlan(file: string, options: PrintPlanOptions): Promise<void> {
  const { files, narrowed } = narrow(readSpecFiles(file), options.where);
  const { folder, ...question } = files;
  const { expansion, spec } = question;
  const missing = missingOf(files, narrowed);
  refuseWarnings([...expansion.warnings, ...missing], spec.name, options);
  const { world, close } = openReadingWorld(projectOfExperiment(file, options.store), hostKeyPolicy(options));
  try {
    const { plan } = await planExperiment(
      world,
      { ...question, read: readerOfFiles(folder) },
      new AbortController().signal,
    );
    const view = planView(plan, expansion.counts, narrowed);
    warn([...plan.warnings, ...missing]);
    if (options.json === true) printJson(view);
    else print(planText(view, { ...terminal(), all: options.all === true }));
  } finally {
    close();
  }
}
