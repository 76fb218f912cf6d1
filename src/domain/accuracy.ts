/**
 * The accuracy of a cell is one result, also where its data are too large for a board and are counted in parts: then it is
 * the sum over all parts, and no part alone is ever shown for it.
 */
import type { Attempt, Work } from './attempt.js';
import type { RunCell } from './plan.js';
import type { ShardRange } from './shards.js';

export type Parts = readonly ShardRange[] | undefined;

/** One piece of work, or one for each part; none where no accuracy is planned. */
export function accuracyWorks({ key, measurement }: RunCell): readonly Work[] {
  const { accuracy, fingerprint } = measurement;
  if (!accuracy) return [];
  const whole = { kind: 'accuracy', cell: key, fingerprint } as const;
  return accuracy.parts?.map((part) => ({ ...whole, part })) ?? [whole];
}

/**
 * Of accepted attempts those whose counts together are the accuracy: the one of the whole set, or one of every part that is
 * planned. None while any is missing. A whole count stays valid when parts are planned later.
 */
export function whollyCounted<T extends Attempt>(succeeded: readonly T[], parts: Parts): readonly T[] {
  const counts = succeeded.filter(({ work }) => work.kind === 'accuracy');
  const whole = counts.find(({ work }) => partOf(work) === undefined);
  if (whole) return [whole];
  const found = parts?.flatMap((part) => counts.find(({ work }) => samePart(partOf(work), part)) ?? []) ?? [];
  return found.length === parts?.length ? found : [];
}

/** Whether an attempt is of the accuracy as it is planned now; one of other parts is history. */
export function isPlannedPart(work: Work, parts: Parts): boolean {
  const part = partOf(work);
  return parts && part ? parts.some((one) => samePart(one, part)) : parts === undefined && part === undefined;
}

export function partOf(work: Work): ShardRange | undefined {
  return work.kind === 'accuracy' ? work.part : undefined;
}

/** For names within one cell and fingerprint. */
export function partName(part: ShardRange | undefined): string {
  return part ? `accuracy ${part.from}-${part.to}` : 'accuracy';
}

function samePart(one: ShardRange | undefined, other: ShardRange): boolean {
  return one?.from === other.from && one.to === other.to;
}
