/** What `canary.sh` printed → what it measured. The word of a board: only the exact form counts. */
import { type Nanoseconds, ns } from '#core/units.js';
import type { CanaryMeasure } from '#domain/canary.js';

/** Board time is told in hundredths of a second. */
const perHundredth = 1e7;
const roundsMost = 100;

export function canaryMeasure(text: string): CanaryMeasure | undefined {
  const form = /^megabytes=([1-9]\d{0,4})\n((?:round=\d{1,7}\n)+)end\n$/.exec(text);
  const rounds: readonly Nanoseconds[] = (form?.[2] ?? '')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : ns(Number(line.slice('round='.length)) * perHundredth)));
  if (!form || rounds.length > roundsMost || rounds.some((round) => round <= 0)) return undefined;
  return { megabytes: Number(form[1]), roundsNs: rounds };
}
