/** Facts as words: what a failure carries may come from a board, so that each value is made visible and bounded. */
import type { Facts } from '#domain/failure.js';
import { quoted, visible } from './control.js';

/** A name, path or number as it is; without the fact the words given instead. */
export function fact(facts: Facts, name: string, otherwise: string): string {
  const value = facts[name];
  if (value === undefined || value === null || value === '') return otherwise;
  const text = typeof value === 'object' ? value.join(', ') : String(value);
  return text === '' ? otherwise : bounded(visible(text), 160);
}

/** The board that a failure is about, which most failures name. */
export function boardOf(facts: Facts): string {
  return withFact(facts, 'board', (name) => `board ${name}`) || 'the board';
}

/** A fact in words around it, or nothing at all where it is not known. */
export function withFact(facts: Facts, name: string, words: (text: string) => string): string {
  const value = fact(facts, name, '');
  return value === '' ? '' : words(value);
}

/** The first of these facts that is text, quoted: what a board, a framework or a converter said. */
export function saying(facts: Facts, ...names: readonly string[]): string {
  for (const name of names) {
    const value = facts[name];
    const text = typeof value === 'object' && value !== null ? value.join(' ') : value;
    if (typeof text === 'string' && text.trim() !== '') return `: ${quoted(telling(text))}`;
  }
  return '';
}

/** A fact that counts nanoseconds or bytes, through the words for that unit. */
export function numberFact(facts: Facts, name: string, words: (value: number) => string): string {
  const value = facts[name];
  return typeof value === 'number' && Number.isFinite(value) ? words(value) : '';
}

function bounded(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

/** Of an output too long to quote, the line that names an error, else the last one: Node puts it first, Python last. */
function telling(text: string): string {
  if (text.length <= 240) return text;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /\b(\w*error|\w*exception|fatal|aborted|panic)\b/i.test(line)) ?? lines.at(-1) ?? '';
}
