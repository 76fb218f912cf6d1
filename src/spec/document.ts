/** YAML text → a checked document: bounded, YAML 1.2 core, one document, no tags, no surprises; then the schema. */
import { type Document, isAlias, isScalar, parseDocument, visit, type YAMLError } from 'yaml';
import { err, ok, type Result } from '#core/result.js';
import type { Diagnostic, Mark, SourceText } from '#domain/diagnostic.js';
import { rootCursor } from './cursor.js';
import { createMarker, type Marker } from './marks.js';
import { createProblems, type Problems } from './problems.js';
import type { Reading } from './reading.js';
import { checkSchema } from './schema-problems.js';
import type { SchemaName } from './schemas.js';

/** Far above any file written by hand; the parser holds some fifty times this in memory. */
const sourceMax = 1_048_576;
/** Counts what an alias of an alias expands to, so that a few lines cannot stand for gigabytes. */
const aliasMax = 100;

/** Errors of syntax end the reading; errors against the schema are in `problems`, and reading goes on to find more. */
export function readDocument(source: SourceText, schema: SchemaName): Result<Reading, Diagnostic[]> {
  const parsed = parseText(source);
  if (!parsed.ok) return parsed;
  const { root, problems, value } = parsed.value;
  checkSchema(schema, value, { root, problems });
  return ok({ root, problems });
}

export function parseText(source: SourceText): Result<Reading & { readonly value: unknown }, Diagnostic[]> {
  const problems = createProblems();
  const whole: Mark = { file: source.name };
  const fail = (): { ok: false; error: Diagnostic[] } => err(problems.sorted());
  if (source.text.length > sourceMax) {
    problems.add('spec/too-large', whole, { characters: source.text.length, limit: sourceMax });
    return fail();
  }
  const marker = createMarker(source);
  const document = parse(source.text);
  if (!document) {
    problems.add('spec/yaml', whole, { said: 'nested too deeply' });
    return fail();
  }
  for (const error of [...document.errors, ...document.warnings]) addSyntax(error, source, { marker, problems });
  // A key given twice is the one mistake after which the rest of the document still means what it says.
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY') || document.warnings.length > 0) return fail();
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    problems.add('spec/empty-file', whole);
    return fail();
  }
  if (!checkNodes(document, marker, problems)) return fail();
  const value = plainValue(document);
  if (!value) {
    problems.add('spec/alias', whole, { limit: aliasMax });
    return fail();
  }
  return ok({ root: rootCursor(document, marker), problems, value: value.plain });
}

function parse(text: string): Document | undefined {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: true,
      prettyErrors: false,
      // `silent` would also keep silent about a second document.
      logLevel: 'error',
    });
  } catch (error) {
    // The composer recurses: only a document nested thousands deep ends here, and any other error is a bug.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function addSyntax(
  error: YAMLError,
  source: SourceText,
  { marker, problems }: { marker: Marker; problems: Problems },
): void {
  const mark = marker(error.pos[0], error.pos[1]);
  const text = source.text.slice(...error.pos);
  if (error.code === 'DUPLICATE_KEY') problems.add('spec/duplicate-key', mark);
  // `!int8` and `*` are what somebody writes who means the patterns of a match.
  else if (error.code === 'TAG_RESOLVE_FAILED' && !text.startsWith('!!')) problems.add('spec/unquoted', mark, { text });
  else if (error.code === 'BAD_ALIAS') problems.add('spec/unquoted', mark, { text });
  else problems.add('spec/yaml', mark, { said: error.message });
}

/** Aliases must point back at something that has ended, and keys must be text. */
function checkNodes(document: Document, marker: Marker, problems: Problems): boolean {
  const before = problems.count;
  visit(document, {
    Alias(_key, node, path) {
      const target = node.resolve(document);
      const mark = marker(node.range?.[0] ?? 0, node.range?.[1] ?? 1);
      if (target === undefined || path.some((parent) => parent === target))
        problems.add('spec/alias', mark, { name: node.source });
    },
    Pair(_key, { key }) {
      if (isScalar(key) && (typeof key.value === 'string' || typeof key.value === 'number')) return;
      const range = isScalar(key) || isAlias(key) ? key.range : undefined;
      problems.add('spec/key-not-text', marker(range?.[0] ?? 0, range?.[1] ?? 1));
    },
  });
  return problems.count === before;
}

function plainValue(document: Document): { readonly plain: unknown } | undefined {
  try {
    return { plain: document.toJS({ maxAliasCount: aliasMax }) as unknown };
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}
