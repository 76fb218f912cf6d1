/** Formats and precisions of sources: open words, but one in capitals beside the same in small letters is a slip. */
import type { Toolchain } from '#domain/toolchain.js';
import type { Cursor } from './cursor.js';
import { likely } from './precisions.js';
import type { Problems } from './problems.js';

export function checkForms(
  models: Cursor | undefined,
  toolchains: ReadonlyMap<string, Toolchain>,
  problems: Problems,
): void {
  const all = [...toolchains.values()];
  const precisions = [...new Set(all.flatMap((toolchain) => toolchain.precisions))];
  const formats = [
    ...new Set(all.flatMap(({ loads, conversions }) => [loads, ...conversions.map(({ from }) => from.format)])),
  ];
  for (const [, model] of models?.members() ?? []) {
    for (const source of model.at('sources')?.items() ?? []) {
      checkForm(source.at('format'), { what: 'format', known: formats }, problems);
      checkForm(source.at('precision'), { what: 'precision', known: precisions }, problems);
    }
  }
}

function checkForm(
  cursor: Cursor | undefined,
  { what, known }: { readonly what: string; readonly known: readonly string[] },
  problems: Problems,
): void {
  const name = cursor?.text ?? '';
  const suggestion = likely(name, known);
  if (cursor && suggestion !== null) problems.add('spec/unknown-name', cursor.mark, { what, name, known, suggestion });
}
