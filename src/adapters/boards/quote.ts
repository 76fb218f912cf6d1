/**
 * Words as one command line, for links that can carry nothing else. Its law: whatever shell reads the line gets the words
 * back unchanged; what no line can carry is refused.
 */

/** Linux takes at most 128 KiB as one argument, and the login shell of a board is given the whole line as one. */
const longestLine = 131_071;

/** Single quotes keep everything but themselves, in each shell that POSIX describes. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Undefined: these words cannot travel (a NUL, half of a surrogate pair, or too many of them). */
export function commandLine(words: readonly string[], before = ''): string | undefined {
  if (!words.every((word) => word.isWellFormed() && !word.includes('\0'))) return undefined;
  const line = `${before}exec ${words.map(quoted).join(' ')}`;
  return Buffer.byteLength(line) <= longestLine ? line : undefined;
}
