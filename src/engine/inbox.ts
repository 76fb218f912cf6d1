/** Events on their way to the loop, in the order of their arrival. */
import { type Deferred, deferred } from '#core/deferred.js';

export class Inbox<T> {
  readonly #items: T[] = [];
  #waiting: Deferred<void> | undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  async next(): Promise<T> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) return item;
      this.#waiting ??= deferred();
      await this.#waiting.promise;
    }
  }
}
