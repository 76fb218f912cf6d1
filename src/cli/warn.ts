/** Warnings of a command that goes on, each set apart by an empty line as errors are. */
import type { Diagnostic } from '#domain/diagnostic.js';
import { renderDiagnostics } from '#wording/diagnostic.js';
import { talk } from './output.js';

export function warn(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) talk(`${renderDiagnostics(diagnostics)}\n`);
}
