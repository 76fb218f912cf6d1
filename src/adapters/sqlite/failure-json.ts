/** Failures as JSON columns. A code that this version does not know is damage: guessing its class would decide a retry. */
import { type Facts, type Failure, type FailureCode, failure, failureCodes } from '#domain/failure.js';
import { isObject } from './row.js';

const known: ReadonlySet<string> = new Set(failureCodes);

/** Undefined if the value is no failure. The class follows from the code and is not taken from the row. */
export function failureFrom(value: unknown): Failure | undefined {
  if (!isObject(value)) return undefined;
  const { code, facts, cause } = value;
  if (!isCode(code) || !isFacts(facts)) return undefined;
  if (cause === undefined) return failure(code, facts);
  const inner = failureFrom(cause);
  return inner && failure(code, facts, inner);
}

function isCode(value: unknown): value is FailureCode {
  return typeof value === 'string' && known.has(value);
}

export function isFacts(value: unknown): value is Facts {
  return isObject(value) && Object.values(value).every(isFact);
}

function isFact(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string');
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
