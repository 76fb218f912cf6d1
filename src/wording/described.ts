/** What words for a failure or a doubt are made of. */
import type { Facts } from '#domain/failure.js';

export interface Described {
  /** One line without a full stop; what a board or framework said is in quotes. */
  readonly headline: string;
  /** What to do next. */
  readonly hint: string;
}
export type Words = (facts: Facts) => Described;
