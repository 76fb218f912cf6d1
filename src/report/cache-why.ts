/** What a step is made of, and which of it keeps the nearest artifact from being taken. */
export interface WhyView {
  readonly view: 'cache-why';
  readonly format: 1;
  readonly steps: readonly {
    readonly title: string;
    /** In words. */
    readonly state: string;
    readonly key: string | null;
    readonly ingredients: readonly { readonly name: string; readonly value: string }[];
    /** Null: it is there itself, or nothing like it is. */
    readonly nearest: {
      readonly key: string;
      readonly differs: readonly {
        readonly name: string;
        readonly here: string | null;
        readonly there: string | null;
      }[];
    } | null;
  }[];
}
