/**
 * Cells share most of what they are made of: each thing is made once for its keys, and shared by reference, so that what
 * is made of it can be found by it again. A tree of maps: to make one text of the keys would cost more than all else.
 * Used as `memo.at(keys).made ??= make()`, which makes nothing at all, not even a function, for a cell like one before.
 */
export class Memo<T extends object> {
  readonly #root = new Branch<T>();

  at(keys: readonly unknown[]): { made: T | undefined } {
    let branch = this.#root;
    for (const key of keys) branch = branch.of(key);
    return branch;
  }
}

class Branch<T> {
  made: T | undefined;
  readonly #branches = new Map<unknown, Branch<T>>();

  of(key: unknown): Branch<T> {
    const known = this.#branches.get(key);
    if (known) return known;
    const branch = new Branch<T>();
    this.#branches.set(key, branch);
    return branch;
  }
}
