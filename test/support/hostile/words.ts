/** What a hostile board says, and what of it must never reach a terminal. */

/** Titles, colours, a screen that is cleared, text that runs backwards or is not seen, a line that is written over. */
export const nasty =
  'A\u001b[35mred\u001b]0;owned\u0007\u001b[2J\u009b32mC1\u0085\rover\b\bback\u007f\u202edrow\u2066x\u200bzero\u00ad\u2028line\u{e0041}tag\ufff9note\ufeff';

/** The same for a file that need not be text: NUL, halves of characters, what is no UTF-8. */
export const nastyBytes = Buffer.concat([Buffer.from(nasty), Buffer.from([0, 0xff, 0xfe, 0xc3, 0x28, 0x9b, 0x80])]);

/** Octal, for printf of any shell. */
export function octal(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** Control, format, separator and surrogate characters; a line feed ends a line. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Where the first of them stands, with what is around it; undefined when there is none, and all is UTF-8. */
export function leak(said: Uint8Array | string, allowed: readonly string[] = []): string | undefined {
  let text = typeof said === 'string' ? said : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(said);
  for (const sequence of allowed) text = text.replaceAll(sequence, '');
  const at = text.search(unseen);
  return at < 0 ? undefined : JSON.stringify(text.slice(Math.max(0, at - 60), at + 40));
}
