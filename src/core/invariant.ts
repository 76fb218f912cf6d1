/** A broken invariant is a bug of ours, never a mistake of the user: it is thrown and nobody but the top catches it. */

export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}

/** Ends a switch over a closed union: a new member does not compile until it is handled. */
export function exhaustive(value: never): never {
  throw new InvariantViolation(`unhandled member: ${JSON.stringify(value)}`);
}

/** For a value that a data structure guarantees: the element exists or the program is wrong. */
export function present<T>(value: T | undefined | null, what: string): T {
  invariant(value !== undefined && value !== null, `${what} is missing`);
  return value;
}
