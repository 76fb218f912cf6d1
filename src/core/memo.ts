/**
 * Cells share most of what they are made of: each thing is made once for its keys, and shared by reference, so that what
 * is made of it can be found by it again. A tree of maps: to make one text of the keys would cost more than all else.
 */
export function createMemo<T>(): (keys: readonly unknown[], make: () => T) => T {
  const root = new Branch<T>();
  return (keys, make) => {
    let branch = root;
    for (const key of keys) branch = branch.of(key);
    branch.leaf ??= { value: make() };
    return branch.leaf.value;
  };
}

class Branch<T> {
  readonly #branches = new Map<unknown, Branch<T>>();
  /** In an object, because undefined and null are values. */
  leaf: { readonly value: T } | undefined;

  of(key: unknown): Branch<T> {
    const known = this.#branches.get(key);
    if (known) return known;
    const branch = new Branch<T>();
    this.#branches.set(key, branch);
    return branch;
  }
}
