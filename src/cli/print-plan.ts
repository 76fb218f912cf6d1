/** What `plan` and `run -n` print. */
import { planExperiment } from '#engine/plan-experiment.js';
import { planText } from '#report/plan-text.js';
import { planView } from '#report/plan-view.js';
import { renderDiagnostic } from '#wording/diagnostic.js';
import { openReadingWorld, readerOfFiles } from './compose.js';
import { print, printJson, talk, terminal } from './output.js';
import { projectOfExperiment } from './project.js';
import { readSpecFiles } from './spec-files.js';
import { refuseWarnings } from './strict.js';
import { narrow } from './where.js';

export interface PrintPlanOptions {
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
  refuseWarnings(expansion.warnings, spec.name, options);
  const { world, close } = openReadingWorld(projectOfExperiment(file, options.store));
  try {
    const { plan } = await planExperiment(
      world,
      { ...question, read: readerOfFiles(folder) },
      new AbortController().signal,
    );
    const view = planView(plan, expansion.counts, narrowed);
    for (const warning of plan.warnings) talk(renderDiagnostic(warning));
    if (options.json === true) printJson(view);
    else print(planText(view, { ...terminal(), all: options.all === true }));
  } finally {
    close();
  }
}
