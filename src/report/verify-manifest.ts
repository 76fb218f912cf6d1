/** A saved manifest against another: the paths at which they differ, arrays matched by what their members are called. */
import { canonicalJson, type Json, type Plain } from '#core/canonical-json.js';
import { type Manifest, predicateType, statementType } from '#domain/manifest.js';
import type { Finding } from '#domain/verification.js';

type Members = { readonly [key: string]: Json | undefined };

/** Every difference is one finding; a member that only one of them has is one, however much is in it. */
export function manifestFindings(saved: Plain<Manifest>, now: Plain<Manifest>): readonly Finding[] {
  return [...differences('', saved, now)];
}

/** What a saved manifest must be at least, to be compared: the rest of it is compared and not believed. */
export function isManifest(value: unknown): value is Plain<Manifest> {
  const head = at(value, '_type') === statementType && at(value, 'predicateType') === predicateType;
  const details = at(at(value, 'predicate'), 'runDetails');
  return (
    head &&
    typeof at(at(details, 'builder'), 'version') === 'string' &&
    typeof at(at(details, 'metadata'), 'invocationId') === 'string'
  );
}

function at(value: unknown, member: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(member) : undefined;
}

function* differences(path: string, was: Json | undefined, is: Json | undefined): Generator<Finding> {
  const [before, after] = [membersOf(was), membersOf(is)];
  if (before && after && Array.isArray(was) === Array.isArray(is)) {
    const names = new Set([...before.keys(), ...after.keys()]);
    const array = Array.isArray(was);
    for (const name of names) {
      const below = array ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
      yield* differences(below, before.get(name), after.get(name));
    }
    // Two arrays with the same members in another order are another document.
    if (array && sameNames(before, after) && [...before.keys()].join('\n') !== [...after.keys()].join('\n')) {
      yield { kind: 'manifest', path, expected: 'in one order', found: 'in another order' };
    }
    return;
  }
  const [expected, found] = [textOf(was), textOf(is)];
  if (expected !== found) yield { kind: 'manifest', path, expected, found };
}

function sameNames(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): boolean {
  return one.size === other.size && [...one.keys()].every((name) => other.has(name));
}

/** Members by name; undefined for a plain value. Array members go by their own names when these tell all of them apart. */
function membersOf(value: Json | undefined): ReadonlyMap<string, Json | undefined> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!isArray(value)) return new Map(Object.entries(value).filter(([, member]) => member !== undefined));
  const named = new Map(value.map((member) => [nameOf(member), member]));
  const all = named.size === value.length && !named.has(undefined);
  return new Map(value.map((member, index) => [(all ? nameOf(member) : undefined) ?? String(index), member]));
}

/** The members of every array of a manifest, and the words that tell one from another. */
const naming: readonly (readonly string[])[] = [
  ['attempt'],
  ['key'],
  ['step', 'conversion'],
  ['name', 'statistic', 'scope', 'unit', 'source'],
  ['name', 'annotations'],
  ['sha256'],
  ['name'],
];

function nameOf(member: Json): string | undefined {
  if (typeof member !== 'object' || member === null || isArray(member)) return undefined;
  const object: Members = member;
  const words = naming.find((names) => names.every((name) => object[name] !== undefined));
  return words?.map((word) => shown(object[word])).join(' ');
}

/** Of the annotations of a dependency only its role is part of its name. */
function shown(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  const role = value !== undefined && value !== null && typeof value === 'object' && !isArray(value) && value['role'];
  return typeof role === 'string' ? role : '';
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
