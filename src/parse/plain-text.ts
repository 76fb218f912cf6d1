/** Text from a board made harmless: no escape sequences, no control or direction characters, one line, bounded. */

/** ECMA-48 control sequences and operating system commands, whole, so that no `[31m` stays behind. */
const escapes = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\^_]?/g;

/** Controls, line separators, and format characters: marks that reorder text, hide it, or are not seen at all. */
const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** At most `max` code units. Lone surrogates are replaced: they have no canonical JSON and no UTF-8. */
export function plainText(text: string, max: number): string {
  // Cut before the work, with room for what is taken out, so that a flood costs no more than its first part.
  const start = text
    .slice(0, max * 4)
    .replace(escapes, '')
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(controls, '');
  return start
    .toWellFormed()
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, '');
}
