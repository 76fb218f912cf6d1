/** "Did you mean": the nearest known word, if it is near enough to be a slip of the fingers, or the one that was begun. */

/** Words longer than this are no typing mistakes of ours, and the distance is quadratic in them. */
const lengthMax = 64;

export function suggest(word: string, known: readonly string[]): string | null {
  if (word.length > lengthMax) return null;
  const most = word.length <= 3 ? 1 : word.length <= 7 ? 2 : 3;
  let best: string | null = null;
  let bestDistance = most + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  // Half of a short word replaced is another word, not a slip.
  return best !== null && bestDistance * 2 <= Math.max(best.length, 2) ? best : begun(word, known);
}

/** `opencv` for opencv-dnn; two that begin so are no hint. */
function begun(word: string, known: readonly string[]): string | null {
  if (word.length < 3) return null;
  const [one, ...others] = known.filter((candidate) => candidate.toLowerCase().startsWith(word.toLowerCase()));
  return one !== undefined && others.length === 0 ? one : null;
}

/** Optimal string alignment: insertions, deletions, replacements, and neighbours swapped count one each. */
export function editDistance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, at(before, j - 2) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
