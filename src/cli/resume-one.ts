/** `resume [RUN]`: today's experiment file against the plan that was frozen when the run set began. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { resumeRun } from '#engine/resume-run.js';
import { describeImportedRefusal } from '#wording/imported.js';
import { describeRefusal } from '#wording/refusal.js';
import { openWorld } from './compose.js';
import { followRun } from './follow-run.js';
import { type HostKeyOptions, hostKeyPolicy } from './host-key-option.js';
import { talk, UserMistake } from './output.js';
import { projectForReading } from './project.js';
import { selectRun } from './select-run.js';
import { readSpecFiles } from './spec-files.js';
import { requestOf } from './start-run.js';
import { checkUntil, deadlineOf, limitsOf } from './until.js';
import type { UntilOption } from './until-option.js';
import { narrowAsBefore } from './where.js';
import { cellsToResume } from './where-resume.js';

export interface ResumeOneOptions extends HostKeyOptions, UntilOption {
  readonly store?: string;
  readonly json?: boolean;
  readonly where?: string;
  readonly retryFailed?: boolean;
  readonly acceptChanges?: boolean;
  readonly acceptDrift?: boolean;
}

export async function resume(wanted: string, options: ResumeOneOptions): Promise<number> {
  checkUntil(options);
  const project = projectForReading(process.cwd(), options.store);
  const { world, close } = openWorld(project, hostKeyPolicy(options));
  try {
    const runSet = selectRun(world.store.runSets(), wanted);
    if (runSet.imported) throw new UserMistake(describeImportedRefusal(runSet.id, 'resume'));
    const path = resolve(dirname(project.runs), runSet.specPath);
    const gone = !existsSync(path);
    if (gone) talk(`${path} is gone: going on with the experiment as it was when the run set began.`);
    const files = narrowAsBefore(readSpecFiles(path, gone ? runSet.spec : undefined), runSet.where);
    const only =
      options.where === undefined ? undefined : cellsToResume(options.where, { store: world.store, runSet, files });
    const asked = {
      runSet: runSet.id,
      retryFailed: options.retryFailed === true,
      acceptChanges: options.acceptChanges === true,
      acceptDrift: options.acceptDrift === true,
      ...(only ? { only } : {}),
    };
    const deadline = deadlineOf(options, world.clock);
    talk(`resuming ${runSet.id}`);
    return await followRun(
      {
        store: world.store,
        json: options.json === true,
        resumed: true,
        ...(only ? { only } : {}),
        ...(deadline ? { deadline } : {}),
      },
      async (observer, stops) => {
        const end = await resumeRun(
          world,
          { ...requestOf(files, project, path), ...asked, stops, ...limitsOf(options, deadline) },
          observer,
        );
        if (end.ok) return end.value;
        for (const line of describeRefusal(end.error)) talk(line);
        return undefined;
      },
    );
  } finally {
    close();
  }
}
