/** YAML text → a checked document: bounded, YAML 1.2 core, one document, no tags, no surprises; then the schema. */
import {
  type Document,
  isAlias,
  isCollection,
  isPair,
  isScalar,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { err, ok, type Result } from '#core/result.js';
import type { Diagnostic, Mark, SourceText } from '#domain/diagnostic.js';
import { rootCursor } from './cursor.js';
import { createMarker, type Marker } from './marks.js';
import { createProblems } from './problems.js';
import type { Reading } from './reading.js';
import { checkSchema } from './schema-problems.js';
import type { SchemaName } from './schemas.js';
import { addSyntaxErrors, type Where } from './syntax.js';
import { checkScalar, checkText } from './text.js';

/** Counts what an alias of an alias expands to, so that a few lines cannot stand for gigabytes. */
const aliasMax = 100;
/** Resolving an alias walks the whole document. */
const aliasesMax = 200;
/** Ours nests eight deep; a map counts twice. What reads the value further on recurses. */
const depthMax = 100;
/** Lists and maps directly inside one: what is wrong with each is collected in a time that grows with its square. */
const partsMax = 5000;

/** A text that is YAML, before it is known what of. */
export interface Parsed extends Reading {
  readonly value: unknown;
}

/** Errors of syntax end the reading; errors against the schema are in `problems`, and reading goes on to find more. */
export function readDocument(source: SourceText, schema: SchemaName): Result<Reading, Diagnostic[]> {
  const parsed = parseText(source);
  if (parsed.ok) checkSchema(schema, parsed.value.value, parsed.value);
  return parsed;
}

export function parseText(source: SourceText): Result<Parsed, Diagnostic[]> {
  const problems = createProblems();
  const whole: Mark = { file: source.name };
  const marker = createMarker(source);
  const where = { marker, problems };
  checkText(source, marker, problems);
  if (problems.count > 0) return err(problems.sorted());
  const document = parse(source.text);
  if (!document) problems.add('spec/too-deep', whole);
  else if (document.errors.length + document.warnings.length > 0) addSyntaxErrors(document, source, where);
  else if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    problems.add('spec/empty-file', whole);
  else if (checkNodes(document, where)) {
    const value = plainValue(document);
    // A key given twice is the one mistake after which the rest of the document still means what it says.
    if (value) return ok({ root: rootCursor(document, marker), problems, value: value.plain });
    problems.add('spec/alias', whole, { limit: aliasMax });
  }
  return err(problems.sorted());
}

function parse(text: string): Document | undefined {
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      // Compares each key with each other one: a minute for the keys of a large file. `checkKeys` looks them up.
      uniqueKeys: false,
      prettyErrors: false,
      // `silent` would also keep silent about a second document.
      logLevel: 'error',
    });
    // The parser catches some of its own overflows.
    return document.errors.some(({ message }) => message.includes('call stack')) ? undefined : document;
  } catch (error) {
    // The composer recurses: only a document nested thousands deep ends here, and any other error is a bug.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Aliases must point back at something that has ended, keys must be text and different, and text must be visible. */
function checkNodes(document: Document, where: Where): boolean {
  const { marker, problems } = where;
  let [aliases, wrong, deep] = [0, 0, false];
  visit(document, {
    Alias(_key, node, path) {
      aliases += 1;
      if (aliases > aliasesMax) return visit.BREAK;
      const target = node.resolve(document);
      const mark = marker(node.range?.[0] ?? 0, node.range?.[1] ?? 1);
      if (target !== undefined && !path.some((parent) => parent === target)) return undefined;
      problems.add('spec/alias', mark, { name: node.source });
      wrong += 1;
      return undefined;
    },
    Map(_key, node, path) {
      deep ||= path.length > depthMax;
      if (deep) return visit.BREAK;
      wrong += checkKeys(node, where) + checkParts(node, where);
      return undefined;
    },
    Seq(_key, node, path) {
      deep ||= path.length > depthMax;
      wrong += checkParts(node, where);
      return deep ? visit.BREAK : undefined;
    },
    Scalar(_key, { value, range }) {
      if (typeof value === 'string') checkScalar(value, marker(range?.[0] ?? 0, range?.[1] ?? 1), problems);
    },
  });
  if (aliases > aliasesMax) problems.add('spec/alias', marker(0, 0), { limit: aliasesMax });
  if (deep) problems.add('spec/too-deep', { file: marker(0, 0).file });
  return wrong === 0 && aliases <= aliasesMax && !deep;
}

/** 1 for a collection of too many others. */
function checkParts(node: YAMLMap | YAMLSeq, { marker, problems }: Where): number {
  if (node.items.length <= partsMax) return 0;
  const parts = node.items.filter((item) => isCollection(isPair(item) ? item.value : item)).length;
  if (parts <= partsMax) return 0;
  problems.add('spec/too-large', marker(node.range?.[0] ?? 0, (node.range?.[0] ?? 0) + 1), { parts, limit: partsMax });
  return 1;
}

/** The number of keys that are no text. */
function checkKeys({ items }: YAMLMap, { marker, problems }: Where): number {
  const lines = new Map<string, number>();
  let wrong = 0;
  for (const { key } of items) {
    const mark = markOfKey(key, marker);
    const name = nameOf(key);
    if (name === undefined) {
      problems.add('spec/key-not-text', mark, { text: isScalar(key) ? (key.source ?? '') : null });
      wrong += 1;
      continue;
    }
    const first = lines.get(name);
    if (first !== undefined) problems.add('spec/duplicate-key', mark, { key: name, line: first });
    else lines.set(name, mark.span?.line ?? 0);
  }
  return wrong;
}

function nameOf(key: unknown): string | undefined {
  const value = isScalar(key) ? key.value : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function markOfKey(key: unknown, marker: Marker): Mark {
  const range = isScalar(key) || isAlias(key) || isCollection(key) ? key.range : undefined;
  return marker(range?.[0] ?? 0, range?.[1] ?? 1);
}

function plainValue(document: Document): { readonly plain: unknown } | undefined {
  try {
    return { plain: document.toJS({ maxAliasCount: aliasMax }) as unknown };
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}
