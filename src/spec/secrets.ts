/** What nobody should write into a file that is shared: it is refused without being shown again. */
import type { Mark } from '#domain/diagnostic.js';

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

/** The line is left out: diagnostics end in terminals and logs. */
export function withoutText({ file, span }: Mark): Mark {
  return { file, ...(span === undefined ? {} : { span }) };
}
