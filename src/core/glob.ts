/**
 * Globs over short names: `*` stands for any number of characters, `?` for exactly one, everything else for itself, and case
 * counts. There is no escape, because no name of the house may contain `*` or `?`. Never a regular expression: patterns come
 * from users, and backtracking engines can be made to hang.
 */

/** Does the text stand for more than itself? */
export function isGlob(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/**
 * The whole text must match. Only the last `*` is ever tried again, one character further: an earlier one that took less has
 * already left the later part the most room. Hence at most pattern × text comparisons, and no memory.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  let afterStar = -1;
  let starEnd = 0;
  while (inText < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      inPattern += 1;
      afterStar = inPattern;
      starEnd = inText;
    } else if (wanted === '?' || (wanted !== undefined && wanted === text[inText])) {
      inText += wanted === '?' ? widthAt(text, inText) : 1;
      inPattern += 1;
    } else if (afterStar >= 0) {
      starEnd += widthAt(text, starEnd);
      inText = starEnd;
      inPattern = afterStar;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
}

/** In code units: a character outside the basic plane is a pair, and `?` takes it whole. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
