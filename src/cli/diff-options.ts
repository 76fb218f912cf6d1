/** The options of `diff`, read strictly: a gate that misreads its threshold is worse than none. */
import type { Alignment, AlignRule, AssumeRule } from '#compare/align.js';
import { allowable } from '#compare/comparability.js';
import { type ComparePolicy, defaultPolicy, type VerdictKind, verdictKinds } from '#compare/comparison.js';
import { suggest } from '#core/suggest.js';
import { describeWrongOption } from '#wording/diff-mistake.js';
import { UserMistake } from './output.js';

export interface DiffOptions {
  readonly where?: string;
  readonly align?: readonly string[];
  readonly assume?: readonly string[];
  readonly threshold?: string;
  readonly alpha?: string;
  readonly allow?: string;
  readonly failOn?: string;
  readonly all?: true;
  readonly json?: true;
}

export function alignmentOf({ align = [], assume = [] }: DiffOptions): Alignment {
  return { align: align.map(alignRule), assume: assume.map(assumeRule) };
}

/** The axis ends at the first colon, the level at the first equals sign: levels with one cannot be said. */
function alignRule(text: string): AlignRule {
  const [, axis, from, to] = /^([^:]+):([^=]+)=(.+)$/.exec(text) ?? [];
  if (axis === undefined || from === undefined || to === undefined) {
    throw mistake('--align', text, 'axis:level-of-A=level-of-B, such as framework:ort-old=ort-new');
  }
  return { kind: 'align', axis, from, to };
}

function assumeRule(text: string): AssumeRule {
  const [, axis, level] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (axis === undefined || level === undefined) throw mistake('--assume', text, 'axis=level, such as threads=4');
  return { kind: 'assume', axis, level };
}

export function policyOf({ threshold, alpha, allow }: DiffOptions): ComparePolicy {
  return {
    threshold: threshold === undefined ? defaultPolicy.threshold : thresholdOf(threshold),
    alpha: alpha === undefined ? defaultPolicy.alpha : alphaOf(alpha),
    allow: allow === undefined ? [] : listOf('--allow', allow, allowable),
  };
}

/** With its sign: 0.1 and 10 are each read by someone as ten percent. */
function thresholdOf(text: string): number {
  const percents = Number(/^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1]);
  if (percents > 0 && percents <= 1000) return percents / 100;
  throw mistake('--threshold', text, 'a percentage above 0 % and at most 1000 %, such as 10%');
}

function alphaOf(text: string): number {
  const alpha = /^\d*\.\d+$/.test(text) ? Number(text) : Number.NaN;
  if (alpha > 0 && alpha <= 0.5) return alpha;
  throw mistake('--alpha', text, 'a number above 0 and at most 0.5, such as 0.05');
}

const failOnByDefault: readonly VerdictKind[] = ['regressed', 'newly-failing'];
/** What is the same is no reason to stop anything. */
const stoppable = verdictKinds.filter((kind) => kind !== 'same');

export function failOnOf({ failOn }: DiffOptions): readonly VerdictKind[] {
  if (failOn === undefined) return failOnByDefault;
  if (failOn.trim() === 'none') return [];
  const names = listOf('--fail-on', failOn, [...stoppable, 'none']);
  if (names.includes('none')) throw mistake('--fail-on', failOn, 'none alone, or verdicts without it');
  return stoppable.filter((kind) => names.includes(kind));
}

function listOf(option: string, text: string, known: readonly string[]): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  throw mistake(option, unknown, `some of ${known.join(', ')}`, suggest(unknown, known));
}

function mistake(option: string, found: string, wanted: string, meant: string | null = null): UserMistake {
  return new UserMistake(describeWrongOption({ option, found, wanted, meant }));
}
