/** What else is not the same between two cells, in words: `threads 1 → 2 (runner)`. */
import { visible } from './control.js';
import { byteCount } from './quantity.js';

/** Facts of the environment record whose names are not what a person says. Others are said as they are. */
const facts: Readonly<Record<string, string>> = {
  os: 'operating system',
  arch: 'architecture',
  'cpu.model': 'processor',
  'cpu.count': 'number of processors',
  'memory.bytes': 'memory',
  'machine.id': 'machine',
  'node.version': 'Node',
};

export interface ChangeWords {
  /** A part of the fingerprint, or `environment`. */
  readonly of: string;
  /** Null: only the part is known. */
  readonly what: string | null;
  readonly a: string | null;
  readonly b: string | null;
}

export function changeWords({ of, what, a, b }: ChangeWords, means: string | undefined): string {
  if (what === null) return `${of}${means === undefined ? '' : ` (${means})`}: another one`;
  const name = of === 'environment' ? factWords(what) : what;
  const none = of === 'environment' ? 'unknown' : 'none';
  const value = (side: string | null): string => (side === null ? none : visible(valueWords(what, side)));
  return `${visible(name)} ${value(a)} → ${value(b)} (${of === 'environment' ? 'observed' : of})`;
}

export function factWords(name: string): string {
  if (name.startsWith('tool.')) return `${name.slice('tool.'.length)} on the board`;
  if (name.startsWith('runner.')) return `${name.slice('runner.'.length)} in use`;
  return Object.hasOwn(facts, name) ? (facts[name] ?? name) : name;
}

function valueWords(name: string, value: string): string {
  const long = value.length > longest ? `${value.slice(0, longest - 1)}…` : value;
  return name === 'memory.bytes' && /^\d+$/.test(value) ? byteCount(Number(value)) : long;
}

/** A machine id or a model of a processor fits; what a hostile board makes up does not. */
const longest = 120;
