/** What was read or understood, or a mistake with all diagnostics of it. */
import type { Result } from '#core/result.js';
import type { Diagnostic } from '#domain/diagnostic.js';
import { countsOf, renderDiagnostics } from '#wording/diagnostic.js';
import { UserMistake } from './output.js';

/** The value, or a mistake with all diagnostics of the file. */
export function understood<T>(result: Result<T, readonly Diagnostic[]>, name: string, left = 'nothing was started'): T {
  if (result.ok) return result.value;
  throw new UserMistake(`${renderDiagnostics(result.error)}\n\n${name}: ${countsOf(result.error)}; ${left}.`);
}
