/**
 * Text that came from a board, made harmless: no control sequence, bidirectional override or stray surrogate reaches a
 * terminal or a page as itself. Law: everything foreign passes through here before it is printed.
 */

/** Control, format, separator and surrogate characters show as `\u001b`; what a reader sees is what was sent. */
export function visible(text: string): string {
  if (harmless.test(text)) return text;
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
}

/** Most text is: compiling the Unicode classes below takes 9 ms, which `status` does not have. */
const harmless = /^[ -~µ–…→]*$/;
const harmlessLines = /^[\n -~µ–…→]*$/;

/** The same for a log: line feeds and tabs are kept, a carriage return before a line feed is dropped. */
export function visibleLines(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
}

/** One line in double quotes as JSON would quote it, cut after `max` characters so that no flood fills a screen. */
export function quoted(text: string, max = 240): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  const cut =
    characters.length > max
      ? `${characters
          .slice(0, max - 1)
          .join('')
          .trimEnd()}…`
      : line;
  return `"${visible(cut.replace(/["\\]/g, '\\$&'))}"`;
}

/**
 * JSON as a harmless text of the same value. C0 is escaped by whoever makes JSON; here C1, directions and what is not seen,
 * which no string needs to have as itself. Line feeds between the members stay.
 */
export function visibleJson(json: string): string {
  return harmlessLines.test(json) ? json : json.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}
