/** What `init` was asked for, as commander has read it. */
import type { AskedShape } from '#spec/starter-input.js';

export interface InitOptions {
  readonly quickstart?: true;
  readonly name?: string;
  readonly shape?: readonly AskedShape[];
  readonly precision?: string;
  readonly data?: string;
  readonly labels?: string;
  readonly board?: string;
  readonly sessions?: number;
  readonly copy?: true;
  readonly force?: true;
  readonly json?: true;
}
