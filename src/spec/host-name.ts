/** The word that names an SSH host, and why another one cannot. */
import type { Facts } from '#domain/failure.js';

/** A word as `ssh` takes it: `pi5`, `pi@pi5.lab`. */
export function splitHost(text: string): { readonly host: string; readonly user?: string } {
  const at = text.lastIndexOf('@');
  return at < 0 ? { host: text } : { user: text.slice(0, at), host: text.slice(at + 1) };
}

const parts = /^(?:ssh:\/\/)?(?:([A-Za-z0-9_][A-Za-z0-9._-]*)@)?([A-Za-z0-9_][A-Za-z0-9._-]*)(?::([0-9]{1,5}))?\/?$/;

/** Why a word is no host, and its parts when they can be told apart. `amongParts`: user and port have keys beside it. */
export function hostFacts(value: string, amongParts: boolean): Facts {
  const [, user = null, host = null, port = null] = parts.exec(value) ?? [];
  return { value, reason: reasonOf(value), host, user, port, amongParts };
}

function reasonOf(value: string): string {
  // A program that is given such a word as an argument would take it for an option.
  if (value.startsWith('-')) return 'option';
  if (/^[a-z]+:\/\//i.test(value)) return 'address';
  if (value.includes('@')) return 'user';
  if (/^[^:]+:[0-9]+$/.test(value)) return 'port';
  return value.length > 255 ? 'long' : 'characters';
}
