/** The commands that act, and all that is heavy behind them: built as a bundle of its own, loaded when one is asked for. */
export { planCommand } from './commands/plan.js';
export { resumeCommand } from './commands/resume.js';
export { runCommand } from './commands/run.js';
