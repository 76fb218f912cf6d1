/** Nominal types over plain values: a brand is made only by the functions of the file that owns it. */

declare const brand: unique symbol;

/** The name is a key and not a value: a brand upon a brand (a cell key is a digest) must not collapse to `never`. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: { readonly [K in Name]: true } };
