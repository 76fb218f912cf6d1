/** The bits of `vcgencmd get_throttled` → what each of them says. */

/** The four lowest are of now; from bit 16 the same has happened since the board was started, and stays. */
const bits = ['under_voltage', 'frequency_capped', 'throttled', 'soft_temperature_limit'] as const;
const sinceBoot = 16;

/** `text`: hexadecimal, as printed. */
export function throttledFacts(text: string): readonly (readonly [string, string | boolean])[] {
  const value = Number(text);
  const isSet = (bit: number): boolean => Math.floor(value / 2 ** bit) % 2 === 1;
  const named = bits.flatMap((name, bit) => [
    [`${name}_now`, isSet(bit)] as const,
    [`${name}_since_boot`, isSet(bit + sinceBoot)] as const,
  ]);
  const known = bits.reduce((sum, _, bit) => sum + 2 ** bit + 2 ** (bit + sinceBoot), 0);
  // Of firmware that knows more than these.
  const others = [...Array(32).keys()].filter((bit) => isSet(bit) && Math.floor(known / 2 ** bit) % 2 === 0);
  return [['throttled', text], ...named, ...(others.length === 0 ? [] : [['other_bits', others.join(',')] as const])];
}
