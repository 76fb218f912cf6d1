/**
 * A row that has numbers on both sides. Each of its metrics has a verdict of its own, and the row has the first of these
 * that any of them has:
 *
 * 1. regressed: a loss in one metric is not paid for by a gain in another. A faster cell with fewer hits has regressed,
 *    and so has one that is only bigger; the metrics say which.
 * 2. not-comparable: something stands against it, or a metric has no counterpart.
 * 3. inconclusive: the sessions do not decide.
 * 4. improved: something is better and nothing is open.
 * 5. same: all of it.
 */
import { forbidden } from './comparability.js';
import type {
  Because,
  ComparePolicy,
  Differs,
  ExactDifference,
  LatencyDifference,
  MetricVerdict,
  Subject,
} from './comparison.js';
import { sessionsNeeded } from './comparison.js';
import { exactDifferences, isAnswer } from './exact.js';
import { judgeLatency, latencyOf, type MeasuredLatency } from './latency.js';

const gravest: readonly MetricVerdict[] = ['regressed', 'not-comparable', 'inconclusive', 'improved', 'same'];

type Against = ReturnType<typeof forbidden>;

/** Two sides as far as they can be judged without the other rows. */
export interface Draft {
  readonly latency: MeasuredLatency | null;
  readonly exact: readonly ExactDifference[];
  readonly against: { readonly speed: Against; readonly answers: Against };
  /** The sides whose latency a tool reported, where the other's is computed: those two are never compared. */
  readonly reported: readonly ('a' | 'b')[];
}

export function draftOf(
  a: Subject,
  b: Subject,
  { differs, allow }: { differs: Differs; allow: readonly string[] },
): Draft {
  const against = { speed: forbidden(differs, 'speed', allow), answers: forbidden(differs, 'answers', allow) };
  const latency = latencyOf(a.sessions, b.sessions);
  const reported = latency ? reportedAlone(a, b) : [];
  return {
    // Numbers that must not be compared take no place in the family of tests.
    latency: latency && (against.speed || reported.length > 0) ? { ...latency, p: null } : latency,
    exact: exactDifferences(a.exact, b.exact, against.answers === null),
    against,
    reported,
  };
}

function reportedAlone(a: Subject, b: Subject): readonly ('a' | 'b')[] {
  const is = ({ sessions }: Subject, what: boolean): boolean =>
    sessions.some(({ reported = false }) => reported === what);
  const sides = [...(is(a, true) ? (['a'] as const) : []), ...(is(b, true) ? (['b'] as const) : [])];
  return is(a, false) || is(b, false) ? sides : [];
}

export interface Judged {
  readonly verdict: MetricVerdict;
  readonly latency: LatencyDifference | null;
  readonly exact: readonly ExactDifference[];
  readonly because: Because | null;
}

/** `q` is of this row's test, null where none was made. */
export function judge(draft: Draft, q: number | null, policy: ComparePolicy): Judged {
  const { latency, exact, against, reported } = draft;
  const unlike = against.speed !== null || reported.length > 0;
  const speed: MetricVerdict = !latency || unlike ? 'not-comparable' : judgeLatency(latency, q, policy);
  const verdicts = new Set([speed, ...exact.map(({ verdict }) => verdict)]);
  return {
    verdict: gravest.find((verdict) => verdicts.has(verdict)) ?? speed,
    latency: latency && { ...latency, q, verdict: speed },
    exact,
    because: becauseOf(draft),
  };
}

/** The first thing that kept something from being judged; null where everything was. */
function becauseOf({ latency, exact, against, reported }: Draft): Because | null {
  const differs = [against.speed, exact.some(isAnswer) ? against.answers : null].flatMap((some) => some ?? []);
  if (differs.length > 0) {
    const [parts, facts] = [differs.flatMap((some) => some.parts), differs.flatMap((some) => some.facts)];
    return { kind: 'differs', parts: [...new Set(parts)], facts: [...new Set(facts)] };
  }
  if (reported.length > 0) return { kind: 'reported', sides: reported };
  if (!latency) return { kind: 'no-latency' };
  const lone = exact.filter(({ verdict }) => verdict === 'not-comparable');
  if (lone.length > 0) return { kind: 'metrics', metrics: lone.map(({ metric }) => metric) };
  const { a, b } = latency.sessions;
  return Math.min(a, b) < sessionsNeeded ? { kind: 'too-few-sessions', a, b, needed: sessionsNeeded } : null;
}
