/** Text of unknown origin made safe to show: bounded, and with nothing in it that moves a cursor or hides. */

// C0 and C1 controls, line and paragraph separators, marks that reorder or hide text (bidi, zero width, BOM), lone surrogates.
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this pattern is for.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** One code unit stays one code unit, so that columns still count: `␛` for escape, `�` for what has no picture. */
export function visible(text: string): string {
  return text.replace(unseen, (unit) => {
    const code = unit.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** The first character that would not be seen, or would hide or reorder others; undefined when there is none. */
export function unseenIn(text: string): string | undefined {
  return text.match(unseen)?.[0];
}

/** At most `max` code units, the last one an ellipsis when something was cut. */
export function visibleUpTo(text: string, max: number): string {
  return visible(text.length <= max ? text : `${text.slice(0, max - 1)}…`);
}
