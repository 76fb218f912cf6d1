/** What ajv says → diagnostics with a place, and with the words that were allowed there. */
import type { ErrorObject } from 'ajv';
import { suggest } from '#core/suggest.js';
import type { DiagnosticCode, Mark } from '#domain/diagnostic.js';
import type { Facts } from '#domain/failure.js';
import type { Cursor } from './cursor.js';
import { hostFacts } from './host-name.js';
import { notYetOf } from './not-yet.js';
import type { Reading } from './reading.js';
import { isAmbiguous } from './scalars.js';
import { type SchemaName, validatorOf } from './schemas.js';
import { holdsSecret, namesSecret } from './secrets.js';

interface Finding {
  readonly code: DiagnosticCode;
  readonly mark: Mark;
  readonly facts: Facts;
}

/** A file of a hundred thousand mistakes is not looked through to its end. */
const errorsMax = 1000;

export function checkSchema(schema: SchemaName, value: unknown, { root, problems }: Reading): void {
  const validate = validatorOf(schema);
  if (validate(value)) return;
  const found = (validate.errors ?? []).slice(0, errorsMax).flatMap((error) => {
    // Inside alternatives each branch says what it lacks; the alternatives themselves say it once.
    if (/\/(?:one|any)Of\/[0-9]/.test(error.schemaPath)) return [];
    const path = pathOf(error);
    const finding = findingOf(error, path, follow(root, path));
    return finding ? { at: error.instancePath, finding: refusedByName(schema, error, finding) ?? finding } : [];
  });
  const byPlace = new Map<string, Finding[]>();
  for (const { at, finding } of found) byPlace.set(at, [...(byPlace.get(at) ?? []), finding]);
  for (const findings of byPlace.values())
    for (const { code, mark, facts } of withoutEchoes(findings)) problems.add(code, mark, facts);
}

/** One slip is one thing: a source with `build` in place of `path` is refused already, and `nmae` is a `name` misspelt. */
function withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
  if (findings.some(({ code }) => code === 'spec/not-yet'))
    return findings.filter(({ code }) => code !== 'spec/missing-key');
  const unknown = findings.filter(({ code }) => code === 'spec/unknown-key');
  const missing = findings.filter(({ code }) => code === 'spec/missing-key');
  const [only, stranger] = [missing[0]?.facts['key'], unknown[0]];
  const meant = unknown.map(({ facts }) => facts['suggestion']);
  // The one key that lacks and the one key too many are the same key, whatever it was called.
  if (missing.length === 1 && unknown.length === 1 && only !== undefined && stranger?.facts['suggestion'] === null) {
    const renamed = { ...stranger, facts: { ...stranger.facts, suggestion: only } };
    return findings.flatMap((each) => (each === stranger ? renamed : each.code === 'spec/missing-key' ? [] : each));
  }
  return findings.filter(({ code, facts }) => code !== 'spec/missing-key' || !meant.includes(facts['key'] ?? null));
}

/** Only where the schema refuses the word itself: a wrong type under a known key stays a wrong type. */
function refusedByName(schema: SchemaName, error: ErrorObject, { code, mark, facts }: Finding): Finding | undefined {
  if (code !== 'spec/unknown-key' && code !== 'spec/bad-value') return undefined;
  if (schema === 'inventory' && code === 'spec/unknown-key' && namesSecret(unknownKey(error)))
    return { code: 'spec/secret', mark, facts: { key: unknownKey(error) } };
  const path = code === 'spec/unknown-key' ? [...pathOf(error), unknownKey(error)] : pathOf(error);
  const setting = notYetOf(schema, path);
  return setting && { code: 'spec/not-yet', mark, facts: { setting, value: facts['value'] ?? null } };
}

function pathOf(error: ErrorObject): string[] {
  return error.instancePath.split('/').slice(1).map(unescapePointer);
}

function findingOf(error: ErrorObject, path: readonly string[], cursor: Cursor): Finding | undefined {
  const value = cursor.text ?? null;
  const here = (code: DiagnosticCode, facts: Facts): Finding => ({ code, mark: cursor.mark, facts });
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKeyFinding(error, cursor);
    case 'required':
      return {
        code: 'spec/missing-key',
        mark: cursor.keyMark,
        facts: { key: param(error, 'missingProperty'), in: holderOf(path) },
      };
    case 'type':
      return typeFinding(error, cursor);
    case 'enum':
    case 'const': {
      const allowed =
        error.keyword === 'enum' ? list(error.params['allowedValues']) : list([error.params['allowedValue']]);
      return here('spec/bad-value', { value, allowed, suggestion: value === null ? null : suggest(value, allowed) });
    }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
      return here('spec/out-of-range', { value, limit: param(error, 'limit'), must: param(error, 'comparison') });
    case 'minItems':
    case 'minProperties':
    case 'minLength':
      return here('spec/empty', { name: path.at(-1) ?? null });
    case 'maxItems':
      return here('spec/too-many', { name: path.at(-1) ?? null, limit: param(error, 'limit') });
    case 'uniqueItems':
      return { ...here('spec/repeated', {}), ...repeated(error, cursor) };
    case 'pattern':
    case 'maxLength':
      return patternFinding(error, path, cursor);
    case 'oneOf':
    case 'anyOf':
      return alternativesFinding(error, path, cursor);
    case 'propertyNames':
      return {
        code: 'spec/bad-text',
        mark: keyMarkIn(cursor, param(error, 'propertyName')),
        facts: { value: param(error, 'propertyName'), form: param(record(error.schema), '$comment') || 'name' },
      };
    default:
      // `if`, and the errors inside `propertyNames`: each comes with a better one of the same place.
      return undefined;
  }
}

/** Of the keys that stand for one another: none is there, or more than one. */
function alternativesFinding(error: ErrorObject, path: readonly string[], cursor: Cursor): Finding {
  const branches: unknown = error.schema;
  const keys = (Array.isArray(branches) ? branches : []).flatMap((branch) => list(record(branch)['required']));
  const given = keys.filter((key) => cursor.at(key) !== undefined);
  return { code: 'spec/one-of', mark: cursor.keyMark, facts: { in: holderOf(path), keys, given } };
}

/** The later one of the two that are alike. */
function repeated(error: ErrorObject, cursor: Cursor): Pick<Finding, 'mark' | 'facts'> {
  const item = cursor.items()[Math.max(Number(param(error, 'i')), Number(param(error, 'j')))] ?? cursor;
  return { mark: item.mark, facts: { value: item.text ?? null } };
}

function unknownKeyFinding(error: ErrorObject, cursor: Cursor): Finding {
  const key = unknownKey(error);
  const known = Object.keys(record(record(error.parentSchema)['properties']));
  return {
    code: 'spec/unknown-key',
    mark: keyMarkIn(cursor, key),
    facts: { key, known, suggestion: suggest(key, known) ?? dotted(key, known) },
  };
}

/** Overrides name settings with their way: `measure.sessions` for `sessions`. */
function dotted(key: string, known: readonly string[]): string | null {
  return known.find((each) => each.endsWith(`.${key}`)) ?? null;
}

/** The last word of a path; of an entry of a list the list and its number. */
function holderOf(path: readonly string[]): string | null {
  const last = path.at(-1) ?? null;
  return last !== null && /^[0-9]+$/.test(last) ? `${path.at(-2) ?? ''}.${last}` : last;
}

function typeFinding(error: ErrorObject, cursor: Cursor): Finding {
  const expected = list(error.params['type']);
  const { text = '' } = cursor;
  // A value that is missing altogether has no text that could be quoted.
  const ambiguous = text !== '' && !cursor.quoted && isAmbiguous(text);
  if (expected.includes('string') && ambiguous) {
    return { code: 'spec/ambiguous-scalar', mark: cursor.mark, facts: { text } };
  }
  const found = cursor.kind === 'scalar' ? typeof cursor.value : cursor.kind;
  // A bare number is a duration whose unit was forgotten: what to write says more than that text was expected.
  const form = param(record(error.parentSchema), '$comment');
  if (found === 'number' && (form === 'duration' || form === 'size')) {
    const code = form === 'duration' ? 'spec/bad-duration' : 'spec/bad-size';
    return { code, mark: cursor.mark, facts: { value: text } };
  }
  return { code: 'spec/wrong-type', mark: cursor.mark, facts: { expected, found, value: cursor.text ?? null } };
}

/** Patterns name their form in `$comment`, because a regular expression is no explanation. */
function patternFinding(error: ErrorObject, path: readonly string[], cursor: Cursor): Finding | undefined {
  // Of a key, whose own finding is better; the value that a pattern is about is never a map.
  if (error.propertyName !== undefined || cursor.kind === 'map') return undefined;
  const form = param(record(error.parentSchema), '$comment');
  const value = cursor.text ?? null;
  if (value !== null && holdsSecret(value))
    return { code: 'spec/secret', mark: cursor.mark, facts: { key: path.at(-1) ?? null } };
  if (form === 'host')
    return { code: 'spec/bad-host', mark: cursor.mark, facts: hostFacts(value ?? '', path.at(-1) === 'host') };
  if (form === 'size') return { code: 'spec/bad-size', mark: cursor.mark, facts: { value } };
  if (form === 'duration') return { code: 'spec/bad-duration', mark: cursor.mark, facts: { value } };
  return { code: 'spec/bad-text', mark: cursor.mark, facts: { value, form } };
}

function follow(root: Cursor, path: readonly string[]): Cursor {
  let cursor = root;
  for (const part of path) cursor = (cursor.kind === 'list' ? cursor.items()[Number(part)] : cursor.at(part)) ?? cursor;
  return cursor;
}

function keyMarkIn(cursor: Cursor, key: string): Mark {
  return cursor.at(key)?.keyMark ?? cursor.mark;
}

function unknownKey(error: ErrorObject): string {
  return param(error, 'additionalProperty');
}

function param(holder: ErrorObject | Readonly<Record<string, unknown>>, name: string): string {
  const params = 'params' in holder ? record(holder.params) : holder;
  return name in params ? String(params[name]) : '';
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
