/** `--strict`: what would only be warned of is a mistake, said before anything is started. For machines that read no warnings. */
import type { Diagnostic } from '#domain/diagnostic.js';
import type { Narrowed } from '#domain/selector.js';
import { renderDiagnostics } from '#wording/diagnostic.js';
import { plural } from '#wording/quantity.js';
import { UserMistake } from './output.js';
import type { SpecFiles } from './spec-files.js';

export interface Strictness {
  readonly strict?: boolean;
}

/** `name`: the file as the user wrote it. Ends the command with exit code 2, as every mistake in a file. */
export function refuseWarnings(warnings: readonly Diagnostic[], name: string, { strict }: Strictness): void {
  if (strict !== true || warnings.length === 0) return;
  const count = plural(warnings.length, 'warning');
  throw new UserMistake(
    `${renderDiagnostics(strictly(warnings, true))}\n\n${name}: ${count}, and --strict takes warnings for errors; nothing was started.`,
  );
}

/** A run of some cells may be one because the files of the others are not there yet. */
export function missingOf({ missing }: SpecFiles, narrowed: Narrowed | null): readonly Diagnostic[] {
  return narrowed === null ? missing : [];
}

/** With `strict` a warning is an error. */
export function strictly(diagnostics: readonly Diagnostic[], strict: boolean): readonly Diagnostic[] {
  return strict ? diagnostics.map((each) => ({ ...each, severity: 'error' })) : diagnostics;
}
