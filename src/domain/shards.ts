/** Shards of a large file of items, and runs of them: counted, never read. */
import type { Cut } from './model.js';

/** From one shard to before another, counted from 0. */
export interface ShardRange {
  readonly from: number;
  readonly to: number;
}

export function shardsIn({ items, itemsEach }: Cut): number {
  return Math.ceil(items / itemsEach);
}

export function allShards(cut: Cut): ShardRange {
  return { from: 0, to: shardsIn(cut) };
}

/** How many items lie before this range, and how many in it. */
export function itemsIn({ items, itemsEach }: Cut, { from, to }: ShardRange): { first: number; count: number } {
  const first = from * itemsEach;
  return { first, count: Math.min(to * itemsEach, items) - first };
}
