/** argv templates: names in braces are replaced inside a word; a word is never split, joined or read by a shell. */

/** Names that are not among the values stay as they are: convert options are filled in by the plan, paths at launch. */
export function fill(template: readonly string[], values: Readonly<Record<string, string>>): string[] {
  return template.map((word) =>
    // One pass: a value that looks like a placeholder is a value.
    word.replace(/\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
    ),
  );
}

export function mentions(template: readonly string[], name: string): boolean {
  return template.some((word) => word.includes(`{${name}}`));
}
