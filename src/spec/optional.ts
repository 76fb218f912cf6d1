/** Optional fields: absent, not undefined, where the text says nothing. */

/** To be spread: `...optional('port', numberOrUndefined)`. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V };
export function optional(key: string, value: unknown): Readonly<Record<string, unknown>> {
  return value === undefined ? {} : { [key]: value };
}
