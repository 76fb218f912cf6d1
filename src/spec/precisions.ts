/** Precisions are open words: which ones a framework has is a matter of routes. A slip is refused all the same. */
import type { Toolchain } from '#domain/toolchain.js';

/** Those that the toolchains declare; sources may carry others. */
export function precisionsOf(toolchains: Iterable<Toolchain>): readonly string[] {
  return [...new Set([...toolchains].flatMap(({ precisions }) => precisions))];
}

/** As other tools call them. */
const otherWords: Readonly<Record<string, string>> = {
  float: 'fp32',
  single: 'fp32',
  float32: 'fp32',
  f32: 'fp32',
  half: 'fp16',
  float16: 'fp16',
  f16: 'fp16',
  bfloat16: 'bf16',
  i8: 'int8',
  s8: 'int8',
  quantized: 'int8',
};

/**
 * The same word in capitals or with its letters in another order, or the same thing by another name. No more than that: `int4`
 * is near `int8` and another precision.
 */
export function likely(word: string, known: readonly string[]): string | null {
  if (known.includes(word)) return null;
  const small = word.toLowerCase();
  const other = Object.hasOwn(otherWords, small) ? otherWords[small] : undefined;
  const meant = (each: string): boolean =>
    each === other || each.toLowerCase() === small || sorted(each) === sorted(small);
  return known.find(meant) ?? null;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}
