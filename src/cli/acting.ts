/** The commands that act, and all that is heavy behind them: built as a bundle of its own, loaded when one is asked for. */
import type { Command } from 'commander';

export { boardsCommand } from './commands/boards.js';
export { importCommand } from './commands/import.js';
export { initCommand } from './commands/init.js';
export { planCommand } from './commands/plan.js';
export { resumeCommand } from './commands/resume.js';
export { runCommand } from './commands/run.js';
export { toolchainsCommand } from './commands/toolchains.js';
export { compileNative } from './mend-native.js';

/** It only looks, but at Parquet too: a chunk of its own, which no run loads. */
export async function verifyCommand(): Promise<Command> {
  return (await import('./commands/verify.js')).verifyCommand();
}

/** The same, for `--samples`. */
export async function exportCommand(): Promise<Command> {
  return (await import('./commands/export.js')).exportCommand();
}

/** Of the cache only `gc` writes; all of it hashes files. */
export async function cacheCommand(): Promise<Command> {
  return (await import('./commands/cache.js')).cacheCommand();
}
