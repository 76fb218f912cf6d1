/** What a route did not take, and why not: by the toolchain as it is now, and by what is remembered of the machines. */
export interface Alternative {
  readonly kind: 'conversion' | 'runner';
  readonly name: string;
  /** What was taken in its place. */
  readonly instead: string;
  readonly why: WhyNot;
}

export type WhyNot =
  | { readonly kind: 'lacks'; readonly machine: string; readonly tools: readonly string[] }
  /** Beyond what it can be told, or declares as its most. */
  | { readonly kind: 'cannot'; readonly what: 'batch' | 'streams' | 'pause' | 'target'; readonly wanted: number }
  | { readonly kind: 'dearer'; readonly cost: number; readonly taken: number }
  /** Equal, and behind it in the file. */
  | { readonly kind: 'later' }
  /** The framework names its runner, or the toolchain was another one when it was planned. */
  | { readonly kind: 'chosen' };
