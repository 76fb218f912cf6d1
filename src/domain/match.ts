/** What a rule asks of a cell. Plain data: patterns stay text, so that a match can be printed and compared. */
import { matchesGlob } from '#core/glob.js';
import type { Mark } from './diagnostic.js';
import type { Levels } from './levels.js';
import type { AxisName } from './names.js';

/** What is asked of the level of one axis. A pattern is a level or a glob. */
export interface LevelTest {
  /** One of these must fit; where there are none, every level will do. */
  readonly some: readonly string[];
  /** None of these may fit. */
  readonly none: readonly string[];
  /** Where it was written, for warnings. */
  readonly at?: Mark;
}

/** Axis → what its level must be. All axes must agree. Never empty. */
export type Match = ReadonlyMap<AxisName, LevelTest>;

/**
 * Absent axes never match, whatever is asked of them: a rule about `threads` says nothing about cells that have none, and
 * `!4` is the opposite of `4` among those that have some. It also keeps collapse free of any order: what has been left out
 * can only make further conditions fail, never hold.
 */
export function matches(match: Match, levels: Levels): boolean {
  return createMatcher(match)(levels);
}

function fits({ some, none }: LevelTest, level: string): boolean {
  if (some.length > 0 && !some.some((pattern) => matchesGlob(pattern, level))) return false;
  return !none.some((pattern) => matchesGlob(pattern, level));
}

/** The same question asked of many levels: most of them are the same few, and a glob is worked out once for each. */
export function createFit(test: LevelTest): (level: string) => boolean {
  const known = new Map<string, boolean>();
  return (level) => {
    const before = known.get(level);
    if (before !== undefined) return before;
    const found = fits(test, level);
    known.set(level, found);
    return found;
  };
}

/** The same rule asked of many cells. */
export function createMatcher(match: Match): (levels: Pick<Levels, 'get'>) => boolean {
  const tests = [...match].map(([axis, test]) => ({ axis, fit: createFit(test) }));
  return (levels) => {
    for (const { axis, fit } of tests) {
      const level = levels.get(axis);
      if (level === undefined || !fit(level)) return false;
    }
    return true;
  };
}

/** One of these levels: what a rule made by hand, in tests and tools, mostly asks. */
export function oneOf(...levels: readonly string[]): LevelTest {
  return { some: levels, none: [] };
}

/** As a person would write it. */
export function matchText(match: Match): string {
  return [...match].map(([axis, test]) => `${axis}: ${testText(test)}`).join(', ');
}

function testText({ some, none }: LevelTest): string {
  const patterns = [...some, ...none.map((pattern) => `!${pattern}`)];
  return patterns.length === 1 ? (patterns[0] ?? '') : `[${patterns.join(', ')}]`;
}
