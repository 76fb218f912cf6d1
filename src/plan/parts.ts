/**
 * In how many parts accuracy is counted. A board that may keep less than the whole set gets a window of it at a time: half of
 * its quota, so that the model, the labels and what is in use have the other half.
 */
import type { Board } from '#domain/board.js';
import type { PlannedFile } from '#domain/plan.js';
import { type ShardRange, shardsIn } from '#domain/shards.js';

/** The words that launch an attempt name each of its files, and have to fit into 64 KiB. */
const mostShards = 256;

/** By the board that may keep least: a cell may run on any of them. Undefined: in one piece. */
export function partsOn(boards: readonly Board[], images: PlannedFile): readonly ShardRange[] | undefined {
  const { cut } = images;
  if (!cut) return undefined;
  const sent = boards.filter(({ onBoard }) => !onBoard?.some(({ digest }) => digest === images.digest));
  if (sent.length === 0) return undefined;
  const quotas = sent.flatMap(({ quotaBytes }) => quotaBytes ?? []);
  const window = Math.floor(Math.min(...quotas) / 2 / cut.shardBytes);
  const each = Math.max(1, Math.min(window, mostShards));
  const all = shardsIn(cut);
  if (all <= each) return undefined;
  return Array.from({ length: Math.ceil(all / each) }, (_, at) => {
    return { from: at * each, to: Math.min((at + 1) * each, all) };
  });
}
