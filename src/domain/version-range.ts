/**
 * `>=8 <11`: which versions of a tool will do. Dotted numbers are compared number by number; what follows them (`rc1`, a build
 * number, a name) does not count: vendors write it in too many ways to order it.
 */
export interface VersionRange {
  readonly text: string;
  readonly bounds: readonly VersionBound[];
}

interface VersionBound {
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly numbers: readonly number[];
}

const bound = /^(<=|>=|==|!=|<|>)([0-9]+(?:\.[0-9]+)*)$/;

/** Undefined: the text is no range. Bounds are separated by blanks or commas, and all of them must hold. */
export function parseVersionRange(text: string): VersionRange | undefined {
  const bounds: VersionBound[] = [];
  for (const word of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const [, operator, version] = bound.exec(word) ?? [];
    if (!isOperator(operator) || version === undefined) return undefined;
    bounds.push({ operator, numbers: version.split('.').map(Number) });
  }
  return bounds.length === 0 ? undefined : { text, bounds };
}

/** A version without a number at its beginning is in no range. */
export function inRange(version: string, { bounds }: VersionRange): boolean {
  const numbers = numbersOf(version);
  return (
    numbers.length > 0 &&
    bounds.every(({ operator, numbers: against }) => holds(operator, compareNumbers(numbers, against)))
  );
}

/** Below zero where the first is the older one. */
export function compareVersions(one: string, other: string): number {
  return compareNumbers(numbersOf(one), numbersOf(other));
}

function numbersOf(version: string): readonly number[] {
  return (/^v?([0-9]+(?:\.[0-9]+)*)/.exec(version)?.[1] ?? '')
    .split('.')
    .flatMap((part) => (part === '' ? [] : Number(part)));
}

/** Missing numbers are zeros: 8 is 8.0. */
function compareNumbers(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function holds(operator: VersionBound['operator'], order: number): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
  }
}

function isOperator(text: string | undefined): text is VersionBound['operator'] {
  return text === '<' || text === '<=' || text === '>' || text === '>=' || text === '==' || text === '!=';
}
