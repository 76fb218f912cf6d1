/**
 * What is said of two cells before any number is looked at. Four standings of a side, and for each pair of them a verdict:
 *
 * | A \ B      | absent  | numbers      | failing       | unfinished   |
 * | ---------- | ------- | ------------ | ------------- | ------------ |
 * | absent     | no row  | added        | added         | added        |
 * | numbers    | removed | by numbers   | newly-failing | inconclusive |
 * | failing    | removed | fixed        | both-failing  | inconclusive |
 * | unfinished | removed | inconclusive | inconclusive  | inconclusive |
 *
 * A cell that fails from its first day is added and not newly failing: it never worked. Its state stands on the row.
 */
import { exhaustive } from '#core/invariant.js';
import type { Subject, VerdictKind } from './comparison.js';

/**
 * - absent: not planned, or a rule of the experiment says that it makes no sense: left out on purpose.
 * - numbers: measured; or some sessions are there, and what stopped the others was not the cell's own fault.
 * - failing: no number that can be trusted, for a reason with a name. Unavailable too: a package that vanished takes the
 *   results of a framework away, and that must not read like a result. Partial too, where a session broke of itself: a
 *   cell that crashes in one of five processes does not work.
 * - unfinished: not a single session yet and nothing broke; `resume` may still measure it.
 */
export type Standing = 'absent' | 'numbers' | 'failing' | 'unfinished';

export function standingOf(subject: Subject | null): Standing {
  if (!subject) return 'absent';
  switch (subject.state) {
    case 'not-applicable':
      return 'absent';
    case 'measured':
      return 'numbers';
    case 'partial':
      return subject.because && subject.because.class !== 'infrastructure' ? 'failing' : 'numbers';
    case 'running':
    case 'pending':
      return subject.sessions.length > 0 ? 'numbers' : 'unfinished';
    case 'invalid':
    case 'failed':
    case 'blocked':
    case 'unsupported':
    case 'unavailable':
      return 'failing';
    default:
      return exhaustive(subject.state);
  }
}

type Pairing = VerdictKind | 'no-row' | 'by-numbers';

const pairings: Readonly<Record<Standing, Readonly<Record<Standing, Pairing>>>> = {
  absent: { absent: 'no-row', numbers: 'added', failing: 'added', unfinished: 'added' },
  numbers: { absent: 'removed', numbers: 'by-numbers', failing: 'newly-failing', unfinished: 'inconclusive' },
  failing: { absent: 'removed', numbers: 'fixed', failing: 'both-failing', unfinished: 'inconclusive' },
  unfinished: { absent: 'removed', numbers: 'inconclusive', failing: 'inconclusive', unfinished: 'inconclusive' },
};

export function pairingOf(a: Standing, b: Standing): Pairing {
  return pairings[a][b];
}
