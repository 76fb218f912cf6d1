/**
 * RFC 8785 (JSON Canonicalization Scheme): one text for one value, so that a digest of it is stable.
 * Keys are sorted by UTF-16 code units, never by locale; numbers are printed as ECMAScript prints them.
 */
import { InvariantViolation } from './invariant.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A type of the house as plain data: interfaces have no index signature, this mapped copy of them has one. */
export type Plain<T> = T extends boolean | number | string | null | undefined
  ? T
  : { readonly [K in keyof T]: Plain<T[K]> };

/** Members that are `undefined` are left out, as JSON.stringify does. Throws on NaN, infinities and lone surrogates. */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new InvariantViolation(`${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort(byCodeUnit)) {
    const member = value[key];
    if (member !== undefined) members.push(`${canonicalString(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** The only order used for anything that is digested or printed as sorted. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new InvariantViolation('a lone surrogate has no JSON form');
  return JSON.stringify(text);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
