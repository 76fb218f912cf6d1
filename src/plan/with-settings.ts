/**
 * A job on a board that has settings: a script stands between supervisor and runner, which applies them, reads them back and
 * restores them. It is there also where nothing is asked for, because an attempt that was killed may have left a setting behind.
 */
import { err, ok, type Result } from '#core/result.js';
import { ns, seconds } from '#core/units.js';
import type { Board } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Job } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import type { AskedSetting } from '#domain/plan.js';

/** Longest for one command of a setting; a mode that restarts services takes half a minute on a small board. */
const commandS = 60;
/** What a runner has to end in after TERM; the rest of the grace is for setting things back. */
const patienceS = 5;
/** The board's supervisor kills what is left after it, and whoever stops an attempt waits a minute for the answer. */
const graceNs = seconds(45);

export function hasSettings(board: Board | undefined): board is Board {
  return (board?.settings?.size ?? 0) > 0;
}

export function withSettings(
  job: Job,
  board: Board,
  { asked, script }: { readonly asked: readonly AskedSetting[]; readonly script: StoredFile },
): Result<Job, Failure> {
  const words: string[] = [];
  for (const { name, value } of asked) {
    const setting = board.settings?.get(name);
    // The inventory is another one than when it was planned.
    if (!setting) return err(failure('board/no-setting', { wanted: [`${name}=${value}`], boards: [board.id] }));
    words.push(name, value, ...counted(setting.apply), ...counted(setting.read));
  }
  const { limits } = job;
  return ok({
    ...job,
    argv: [
      'sh',
      `files/${scriptName}`,
      String(patienceS),
      String(commandS),
      String(asked.length),
      ...words,
      ...job.argv,
    ],
    files: [...job.files, { name: scriptName, file: script }],
    limits: { ...limits, graceNs, runNs: ns(limits.runNs + asked.length * seconds(3 * commandS)) },
  });
}

const scriptName = 'with-settings.sh';

function counted(words: readonly string[]): readonly string[] {
  return [String(words.length), ...words];
}
