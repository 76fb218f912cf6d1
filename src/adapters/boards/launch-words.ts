/** A job as words for the supervisor. Its law: data stays words; what a word cannot carry unchanged is refused. */
import { err, ok, type Result } from '#core/result.js';
import type { Nanoseconds } from '#core/units.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Job } from '#domain/job.js';

/** A Linux argument holds 128 KiB, and over SSH all words travel in one, quoted: at most half of it for ours. */
const longestWords = 65_536;

export interface LaunchOptions {
  /** How often the watchdog looks. */
  readonly watchNs: Nanoseconds;
}

export function launchWords(job: Job, options: LaunchOptions): Result<readonly string[], Failure> {
  const [program] = job.argv;
  const environment = Object.entries(job.env);
  const document = JSON.stringify(job.document);
  if (program === undefined || program === '') return refused('argv');
  if (!environment.every(([name]) => isVariable(name))) return refused('env');
  if (!job.files.every(({ name }) => isFileName(name))) return refused('files');
  const words = [
    'launch',
    job.attempt,
    job.exclusive ? '-x' : '-s',
    hundredths(job.limits.runNs),
    hundredths(job.limits.graceNs),
    String(job.limits.messagesBytes),
    // `ulimit -f` counts in 512 bytes.
    String(Math.ceil(job.limits.logBytes / 512)),
    hundredths(options.watchNs),
    document,
    program,
    String(job.files.length),
    ...job.files.flatMap(({ name, file }) => [name, file.digest]),
    ...commandWords(program, job),
  ];
  if (!words.every((word) => word.isWellFormed() && !word.includes('\0'))) return refused('characters');
  if (words.reduce((sum, word) => sum + Buffer.byteLength(word) + 3, 0) > longestWords) return refused('length');
  return ok(words);
}

/** `env` would take a program with `=` in its path for a variable: then a shell stands between. */
function commandWords(program: string, job: Job): readonly string[] {
  const environment = Object.entries(job.env).map(([name, value]) => `${name}=${value}`);
  if (environment.length === 0) return job.argv;
  const between = program.includes('=') ? ['sh', '-c', 'exec "$@"', 'sh'] : [];
  return ['env', ...environment, ...between, ...job.argv];
}

function refused(word: string): { readonly ok: false; readonly error: Failure } {
  return err(failure('attempt/not-started', { word }));
}

/** The mark is the supervisor's own: without it a process is not found. */
function isVariable(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== 'ORCHESTRATE_MARK';
}

function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && Buffer.byteLength(name) <= 255;
}

/** Supervisors count in hundredths of a second; never rounded down to nothing. */
function hundredths(value: Nanoseconds): string {
  return String(Math.max(0, Math.ceil(value / 1e7)));
}
