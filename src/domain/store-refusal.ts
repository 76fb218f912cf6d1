/** Why a result store does not open. Expected, hence a value; the words are `wording/`'s. */

/** What the side file says of the process that writes: advice, the kernel lock is the truth. */
export interface WriterOwner {
  readonly pid: number;
  /** UTC ISO 8601. */
  readonly since: string;
}

export type StoreRefusal =
  | { readonly kind: 'missing'; readonly path: string }
  /** No SQLite database, or one that another program made. */
  | { readonly kind: 'foreign'; readonly path: string }
  /** Written by a later version of this program: it may mean what we do not know. */
  | { readonly kind: 'newer'; readonly path: string; readonly found: number; readonly known: number }
  /** Only a writer migrates; a reader cannot. */
  | { readonly kind: 'older'; readonly path: string; readonly found: number; readonly known: number }
  | { readonly kind: 'busy'; readonly path: string; readonly owner: WriterOwner | null };
