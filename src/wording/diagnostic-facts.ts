/** Facts of a diagnostic as words. They were bounded and made visible where the text was read. */
import type { Facts } from '#domain/failure.js';

export function text(facts: Facts, name: string): string {
  const fact = facts[name];
  return fact === undefined || fact === null ? '' : String(fact);
}

export function quoted(facts: Facts, name: string): string {
  return facts[name] === null || facts[name] === undefined ? 'nothing' : `"${text(facts, name)}"`;
}

export function list(facts: Facts, name: string): string {
  return wordsOf(facts, name).join(', ');
}

export function wordsOf(facts: Facts, name: string): readonly string[] {
  const fact = facts[name];
  return typeof fact === 'object' && fact !== null ? fact : [text(facts, name)];
}

export function choice(facts: Facts, title: string): string {
  const known = list(facts, 'known');
  const all = known === '' ? `${title}: none.` : `${title}: ${known}.`;
  return facts['suggestion'] ? `did you mean "${text(facts, 'suggestion')}"? ${all}` : all;
}
