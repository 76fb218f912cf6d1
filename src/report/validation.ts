/** What is said of files that were only looked at: every diagnostic, and a line for each file. */
import type { Diagnostic } from '#domain/diagnostic.js';
import { visible } from '#wording/control.js';
import { countsOf, diagnosticWords, renderDiagnostic } from '#wording/diagnostic.js';
import { plural } from '#wording/quantity.js';
import { type Offer, offerText } from './offer.js';

export interface CheckedFile {
  readonly file: string;
  /** Null when it could not be told. */
  readonly kind: 'experiment' | 'inventory' | 'toolchain' | 'import-mapping' | null;
  /** Of an experiment without errors. */
  readonly cells: number | null;
  /** Of an inventory without errors. */
  readonly offer: Offer | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function validationView(files: readonly CheckedFile[]): unknown {
  const all = files.flatMap(({ diagnostics }) => diagnostics);
  const errors = errorsIn(all);
  return {
    view: 'validate',
    format: 1,
    ok: errors === 0,
    errors,
    warnings: all.length - errors,
    files: files.map(({ file, kind, cells, offer, diagnostics }) => ({
      file,
      kind,
      ok: errorsIn(diagnostics) === 0,
      cells,
      offer,
      diagnostics: diagnostics.map(diagnosticView),
    })),
  };
}

function diagnosticView(diagnostic: Diagnostic): unknown {
  const { code, severity, file, span } = diagnostic;
  const { title, help } = diagnosticWords(diagnostic);
  return {
    code,
    severity,
    title,
    help: help ?? null,
    file,
    line: span?.line ?? null,
    column: span?.column ?? null,
    length: span?.length ?? null,
  };
}

export function validationText(files: readonly CheckedFile[]): readonly string[] {
  return files.flatMap((file) => [
    ...file.diagnostics.flatMap((diagnostic) => [renderDiagnostic(diagnostic), '']),
    lineOf(file),
  ]);
}

function lineOf({ file, kind, cells, offer, diagnostics }: CheckedFile): string {
  const counts = countsOf(diagnostics);
  if (errorsIn(diagnostics) > 0) return `${counts} in ${visible(file)}`;
  const more = offer ? `, ${offerText(offer)}` : cells === null ? '' : `, ${plural(cells, 'cell')}`;
  const what = `${kind ?? ''}${more}`;
  return `ok ${visible(file)}: ${what}${counts === '' ? '' : `, ${counts}`}`;
}

export function errorsIn(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length;
}
