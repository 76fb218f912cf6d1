/** What the YAML parser complains about, as diagnostics: one for each line, the first ones only, for one slip makes many. */
import type { Document, YAMLError } from 'yaml';
import type { SourceText } from '#domain/diagnostic.js';
import type { Marker } from './marks.js';
import type { Problems } from './problems.js';

/** After some errors the parser and the writer mean different things by the rest. */
const errorsMax = 3;

export function addSyntaxErrors(document: Document, source: SourceText, where: Where): void {
  const lines = new Set<number>();
  for (const error of [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])) {
    const [start, end] = placeOf(error, source.text);
    const mark = where.marker(start, end);
    const line = mark.span?.line ?? 0;
    // A second error of a line, or of the next one, is mostly the first one seen again.
    if (lines.has(line) || lines.has(line - 1)) continue;
    if (lines.size === errorsMax) return;
    lines.add(line);
    const text = source.text.slice(...error.pos);
    // `!int8` and `*` are what somebody writes who means the patterns of a match.
    const pattern = (error.code === 'TAG_RESOLVE_FAILED' && !text.startsWith('!!')) || error.code === 'BAD_ALIAS';
    if (pattern) where.problems.add('spec/unquoted', mark, { text });
    else where.problems.add('spec/yaml', mark, { kind: kindOf(error, source.text), said: error.message });
  }
}

export interface Where {
  readonly marker: Marker;
  readonly problems: Problems;
}

/** The parser marks what follows a tab; shown is the tab itself. */
function placeOf(error: YAMLError, text: string): readonly [number, number] {
  const [start, end] = error.pos;
  if (error.code !== 'TAB_AS_INDENT') return [start, end];
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const tab = text.indexOf('\t', from);
  return tab >= 0 && tab <= end ? [tab, tab + 1] : [start, end];
}

/** The parser's own codes, told apart further where people mean different things by them. */
function kindOf({ code, pos }: YAMLError, text: string): string {
  const at = text.slice(...pos);
  if (code === 'MISSING_CHAR' || code === 'UNEXPECTED_TOKEN') {
    const line = text.slice(text.lastIndexOf('\n', pos[0] - 1) + 1, pos[0]);
    if (/^\s*[\w.-]+:\S/.test(line + at)) return 'NO_SPACE';
  }
  return code;
}
