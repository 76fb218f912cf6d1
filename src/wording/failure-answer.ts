/** Words for conversions whose answers are wrong, and for the items that quantising ones are shown. */
import type { Facts, FailureCode } from '#domain/failure.js';
import type { Words } from './described.js';
import { fact, withFact } from './facts.js';

type Covered = Extract<FailureCode, `calibration/${string}` | 'conversion/changed-answer'>;

export const answerWords: Readonly<Record<Covered, Words>> = {
  'conversion/changed-answer': (facts) => ({
    headline: `conversion changed the answer: ${disagreement(facts)}`,
    hint: 'the numbers of such a model are worth nothing: mend the conversion; if the same file answers well on another board, look for what is wrong on this one (its library, its processor); or, where the difference is meant, say with `check` in the toolchain how far it may go',
  }),
  'calibration/counted': (facts) => ({
    headline: `${fact(facts, 'counted', 'some')} of the ${fact(facts, 'drawn', '')} calibration items of model ${fact(facts, 'model', '')} are among the ${fact(facts, 'items', '')} that accuracy counts: item ${fact(facts, 'first', '')} of ${fact(facts, 'data', 'the data')} is item ${fact(facts, 'same', '')} of ${fact(facts, 'accuracy', 'the other set')}`,
    hint: 'an accuracy counted on items that the conversion has seen is too good: let `calibration.data` name a set of its own, of other items',
  }),
  'calibration/too-few': (facts) => ({
    headline: `model ${fact(facts, 'model', '')} asks for ${fact(facts, 'asked', '')} calibration items, and ${fact(facts, 'data', 'its data set')} ${withFact(facts, 'items', (items) => `has ${items}`) || 'is no NumPy file of items'}`,
    hint: 'lower `calibration.count`, or name a larger set',
  }),
};

/** `reference`, `found`: what the source and what came out of it answered. */
function disagreement(facts: Facts): string {
  const over = withFact(facts, 'items', (items) => ` over ${items} items`);
  switch (fact(facts, 'why', '')) {
    case 'shape':
      return `the source answers ${fact(facts, 'reference', '')} (items × values), and it ${fact(facts, 'found', '')}`;
    case 'not-a-number':
      return 'it answers what is no number (NaN or infinite), and the source does not';
    case 'reference-not-a-number':
      return 'the source itself answers what is no number (NaN or infinite)';
    default:
      return `${numbers(facts).join(', ')}${over}`;
  }
}

function numbers(facts: Facts): string[] {
  const [cosine, maxError, top1] = [fact(facts, 'cosine', ''), fact(facts, 'maxError', ''), fact(facts, 'top1', '')];
  return [
    `cosine ${cosine} (at least ${fact(facts, 'cosineLimit', '')})`,
    `largest error ${maxError} of the largest value (at most ${fact(facts, 'maxErrorLimit', '')})`,
    ...(top1 === '' ? [] : [`same first class for ${top1} (at least ${fact(facts, 'top1Limit', '')})`]),
  ];
}
