/** A document while it is read: where things stand, and what is wrong so far. */
import type { Cursor } from './cursor.js';
import type { Problems } from './problems.js';

export interface Reading {
  readonly root: Cursor;
  readonly problems: Problems;
}
