/** Whether a conversion is believed, in words. */
import type { Unchecked } from '#domain/plan.js';

/** good-before: in an earlier run set; no-answers: somebody was asked and did not answer. */
export type CheckState = 'good' | 'good-before' | 'bad' | 'no-answers' | 'pending' | 'unchecked';

export const checkWords: Readonly<Record<CheckState, string>> = {
  good: 'answers like its source',
  'good-before': 'answered like its source when it was made',
  bad: 'answers otherwise than its source',
  'no-answers': 'not checked',
  pending: 'not checked yet',
  unchecked: 'not checked',
};

export const uncheckedWords: Readonly<Record<Unchecked, string>> = {
  'no-reference':
    'no toolchain here loads the source as it is and could answer for it (`answers` of a toolchain; its runner must be on a builder or a board)',
  'no-shape': 'nobody says what the model takes: give its `inputs`, or data to measure with',
  'summary-only': 'its runner gives a summary of a measurement, and no answers',
};

export const numberWords: Readonly<Record<string, string>> = {
  cosine: 'least cosine',
  'max-error': 'largest error',
  'top-1-agreement': 'same first class',
};
