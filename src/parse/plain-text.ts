/** Text from a board made harmless: no escape sequences, no control or direction characters, one line, bounded. */

/** ECMA-48 control sequences and operating system commands, whole, so that no `[31m` stays behind. */
const escapes = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\^_]?/g;

/** C0 and C1 controls, line separators, and the marks that make text read in another order than it is. */
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

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
