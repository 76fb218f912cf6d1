/**
 * Many tests, one family: Benjamini and Hochberg, "Controlling the False Discovery Rate", J. R. Statist. Soc. B 57 (1995)
 * 289–300. Where nothing differs at all, the chance that anything is found is at most alpha, however many are tested.
 */
import { invariant } from '#core/invariant.js';

/**
 * The q of each p, in the order given: the least alpha at which its test is a finding. With p₍₁₎ ≤ … ≤ p₍m₎ it is
 * q₍ᵢ₎ = min over j ≥ i of p₍ⱼ₎ m / j.
 */
export function benjaminiHochberg(ps: readonly number[]): readonly number[] {
  invariant(
    ps.every((p) => p >= 0 && p <= 1),
    'a p value lies in [0, 1]',
  );
  const falling = [...ps.entries()].sort(([, p], [, other]) => other - p);
  const qs = new Array<number>(ps.length).fill(1);
  let least = 1;
  for (const [before, [at, p]] of falling.entries()) {
    const rank = ps.length - before;
    // p m / j rounds below p where j is m; a q is never less than its p.
    least = Math.min(least, Math.max(p, (p * ps.length) / rank));
    qs[at] = least;
  }
  return qs;
}
