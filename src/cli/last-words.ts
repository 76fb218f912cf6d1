/** What is said of an error that reached the top: a mistake in its own words, a bug in one short paragraph. */
import { describeFullDisk } from '#wording/run-end.js';
import { exitCodes } from './exit-code.js';
import type { UserMistake } from './output.js';

export interface LastWords {
  readonly exitCode: number;
  readonly text: string;
}

export interface Surroundings {
  readonly version: string;
  /** ORCHESTRATE_DEBUG=1: the stack is for who mends it. */
  readonly debug: boolean;
}

export function lastWords(error: unknown, { version, debug }: Surroundings): LastWords {
  if (isMistake(error)) return { exitCode: exitCodes.mistake, text: `${error.message}\n` };
  const said = error instanceof Error ? error.message : String(error);
  if (isFullDisk(error)) return { exitCode: exitCodes.mistake, text: `${describeFullDisk(said)}\n` };
  const lines = [
    `This is a bug in orchestrate ${version} (Node ${process.versions.node}, ${process.platform}): ${said}`,
    'What was stored is kept, and `orchestrate resume` goes on. Please report this text with the command that was',
    `given${debug ? '.' : '; ORCHESTRATE_DEBUG=1 adds where it happened.'}`,
    ...(debug && error instanceof Error && error.stack !== undefined ? [error.stack] : []),
  ];
  return { exitCode: exitCodes.bug, text: `${lines.join('\n')}\n` };
}

/** In the middle of a run as at its start; SQLite has a code of its own for it. */
function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ENOSPC|EDQUOT|SQLITE_FULL)$/.test(String(error.code));
}

/** By name: the bundles of `main` and of `acting` each have a class of their own. */
function isMistake(error: unknown): error is UserMistake {
  return error instanceof Error && error.name === 'UserMistake';
}
