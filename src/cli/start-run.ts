/** `run FILE`: everything is read and understood before the store is touched. */
import { randomBytes } from 'node:crypto';
import { dirname, relative, resolve, sep } from 'node:path';
import type { SourceText } from '#domain/diagnostic.js';
import { labelsOf } from '#domain/run-set.js';
import { type RunRequest, runExperiment } from '#engine/run-experiment.js';
import { describeLabelProblem } from '#wording/run-label.js';
import { openWorld, readerOfFiles } from './compose.js';
import { followRun } from './follow-run.js';
import { type HostKeyOptions, hostKeyPolicy } from './host-key-option.js';
import { UserMistake } from './output.js';
import { type Project, projectOfExperiment } from './project.js';
import { readSpecFiles, type SpecFiles } from './spec-files.js';
import { missingOf, refuseWarnings } from './strict.js';
import { checkUntil, deadlineOf, limitsOf } from './until.js';
import type { UntilOption } from './until-option.js';
import { warn } from './warn.js';
import { narrow } from './where.js';

export interface StartRunOptions extends HostKeyOptions, UntilOption {
  readonly store?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly name?: string;
  readonly where?: string;
  readonly tag?: readonly string[];
}

export async function startRun(file: string, options: StartRunOptions): Promise<number> {
  checkUntil(options);
  const labels = labelsOf(options.name, options.tag ?? []);
  if (!labels.ok) throw new UserMistake(describeLabelProblem(labels.error));
  const { files, narrowed } = narrow(readSpecFiles(file), options.where);
  const missing = missingOf(files, narrowed);
  refuseWarnings([...files.expansion.warnings, ...missing], files.spec.name, options);
  const project = projectOfExperiment(file, options.store);
  const { world, close } = openWorld(project, hostKeyPolicy(options));
  try {
    const deadline = deadlineOf(options, world.clock);
    if (options.json !== true) warn(missing);
    return await followRun(
      { store: world.store, json: options.json === true, resumed: false, narrowed, ...(deadline ? { deadline } : {}) },
      (observer, stops) =>
        runExperiment(
          world,
          {
            ...requestOf(files, project, resolve(file)),
            labels: labels.value,
            where: narrowed?.where ?? null,
            stops,
            ...limitsOf(options, deadline),
          },
          observer,
        ),
    );
  } finally {
    close();
  }
}

export function requestOf(
  files: SpecFiles,
  project: Project,
  path: string,
): Omit<RunRequest, 'stops' | 'labels' | 'where'> {
  const { folder, ...question } = files;
  const spec: SourceText = { name: placeOf(path, project), text: files.spec.text };
  // Tells run sets of one second apart; the only chance in a run.
  const entropy = randomBytes(2).toString('hex');
  return { ...question, spec, entropy, read: readerOfFiles(folder) };
}

/** Relative to the folder that holds `runs`, so that a project can be moved and a manifest names no one's home. */
export function placeOf(path: string, project: Project): string {
  return relative(dirname(project.runs), path).split(sep).join('/');
}
