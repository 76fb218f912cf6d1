/** What nobody should write into a file that is shared: it is refused, and its line is shown for nothing (`problems`). */

const keys =
  /^(?:.*_)?(?:pass|passwd|passwords?|passphrases?|pwd|secrets?|tokens?|credentials?|api_?key|private_?key)$/i;

/** A key whose value could only be a secret. */
export function namesSecret(key: string): boolean {
  return keys.test(key.replaceAll('-', '_'));
}

/** A private key in full, or `user:password@host`. */
export function holdsSecret(value: string): boolean {
  return value.includes('PRIVATE KEY') || /^(?:[a-z]+:\/\/)?[^\s@:/]+:(?!\/\/)[^\s@]+@[^\s@]+$/i.test(value);
}

/** A line that gives one, also where the text is no YAML yet: an open quote must not show what it opens. */
export function givesSecret(line: string): boolean {
  return /(?:password|passwd|passphrase|secret)["']?\s*:\s*\S/i.test(line);
}
