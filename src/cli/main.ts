/**
 * The top: nothing is caught below that is a bug, and everything expected has become a value or a UserMistake before it
 * comes here. A person never sees a stack trace unless asking for it.
 */
import { lastWords } from './last-words.js';
import { isNativeMissing } from './native-missing.js';
import { runProgram } from './program.js';
import { version } from './version.js';

// A reader that went away (`| head`) or a terminal that was closed ends no measurement: what is printed is lost, rows are not.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

// Thrown where nobody waits for it: the state is unknown, so that nothing more is done.
process.on('uncaughtException', (error) => {
  report(error);
  process.exit();
});

// No top-level await: the program is built as CommonJS, which Node starts some 15 ms sooner than a module.
perform(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
}, report);

async function perform(args: readonly string[]): Promise<number> {
  try {
    return await runProgram(args);
  } catch (error) {
    if (!isNativeMissing(error)) throw error;
    (await import('./acting.js')).compileNative();
    return await runProgram(args);
  }
}

function report(error: unknown): void {
  const { exitCode, text } = lastWords(error, { version, debug: process.env['ORCHESTRATE_DEBUG'] === '1' });
  process.exitCode = exitCode;
  process.stderr.write(text);
}
