/**
 * Reads the members of a parsed JSON object that nobody vouches for. The first thing wrong is remembered and harmless
 * stand-ins are returned, so that a message is checked in one pass; at the end there is a problem or there is none.
 */
import { type Digest, digestOf, parseDigest } from '#core/digest.js';
import { plainText } from './plain-text.js';

/** A stable word, not prose: `wording/` explains it. */
export type Problem =
  | 'not-utf8'
  | 'not-json'
  | 'not-an-object'
  | 'line-too-long'
  | 'unknown-kind'
  | 'unknown-member'
  | 'wrong-type'
  | 'too-many'
  | 'unequal-lengths'
  | 'seq-gap'
  | 'more-hits-than-counted'
  | 'protocol-unknown';

export interface Located {
  readonly problem: Problem;
  /** The dotted member. */
  readonly member: string;
}

/** Names of things (providers, versions, codes). */
const maxName = 200;
/** Quoted errors and warnings. */
const maxText = 4096;
/** Samples a message: a runner writes at most once a second, and a minute of 1 kHz is 60,000. */
const maxArray = 131_072;
const maxMembers = 256;

/** Members that reach an object's prototype in careless hands. */
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const standIn = digestOf('');

export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #prefix: string;
  readonly #read = new Set<string>();
  readonly #problems: Located[];

  constructor(object: Readonly<Record<string, unknown>>, prefix = '', problems: Located[] = []) {
    this.#object = object;
    this.#prefix = prefix;
    this.#problems = problems;
  }

  get problem(): Located | undefined {
    return this.#problems[0];
  }

  fail(problem: Problem, member: string): void {
    this.#problems.push({ problem, member: `${this.#prefix}${plainText(member, maxName)}` });
  }

  /** To be called last: a member that was not asked for is not part of the protocol. */
  noMore(): void {
    const extra = Object.keys(this.#object).find((member) => !this.#read.has(member));
    if (extra !== undefined) this.fail('unknown-member', extra);
  }

  has(member: string): boolean {
    return Object.hasOwn(this.#object, member);
  }

  /** A safe integer, not negative. */
  integer(member: string): number {
    const value = this.#value(member);
    return isCount(value) ? value : this.#wrong(member, 0);
  }

  name(member: string): string {
    return this.#text(member, maxName);
  }

  text(member: string): string {
    return this.#text(member, maxText);
  }

  oneOf<T extends string>(member: string, allowed: readonly [T, ...T[]]): T {
    const value = this.#value(member);
    return allowed.find((one) => one === value) ?? this.#wrong(member, allowed[0]);
  }

  digest(member: string): Digest {
    const value = this.#value(member);
    return (typeof value === 'string' ? parseDigest(value) : undefined) ?? this.#wrong(member, standIn);
  }

  integers(member: string): readonly number[] {
    const value = this.#value(member);
    if (!Array.isArray(value)) return this.#wrong(member, []);
    if (value.length > maxArray) {
      this.fail('too-many', member);
      return [];
    }
    const numbers: readonly unknown[] = value;
    return numbers.every(isCount) ? numbers : this.#wrong(member, []);
  }

  /** Nested, with problems told to the same place. */
  object(member: string): Fields {
    const value = this.#value(member);
    const object = isObject(value) ? value : this.#wrong(member, {});
    return new Fields(object, `${this.#prefix}${member}.`, this.#problems);
  }

  /** A record with names of the runner's own. */
  record<T>(member: string, read: (fields: Fields, name: string) => T): Readonly<Record<string, T>> {
    const fields = this.object(member);
    const names = Object.keys(fields.#object);
    if (names.length > maxMembers) {
      this.fail('too-many', member);
      return {};
    }
    const entries: [string, T][] = [];
    for (const name of names) {
      if (forbidden.has(name) || name !== plainText(name, maxName)) fields.fail('unknown-member', name);
      else entries.push([name, read(fields, name)]);
    }
    return Object.fromEntries(entries);
  }

  #text(member: string, max: number): string {
    const value = this.#value(member);
    return typeof value === 'string' ? plainText(value, max) : this.#wrong(member, '');
  }

  #value(member: string): unknown {
    this.#read.add(member);
    return this.has(member) ? this.#object[member] : undefined;
  }

  #wrong<T>(member: string, instead: T): T {
    this.fail('wrong-type', member);
    return instead;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && typeof value === 'number' && value >= 0;
}
