/** What only reads files that a person wrote: a bundle of its own, far smaller than that of the commands that act. */
export { validateCommand } from './commands/validate.js';
