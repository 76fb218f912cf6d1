/** What the YAML parser complains about, as diagnostics: the slip itself, not the errors that follow from it. */
import type { Document, YAMLError } from 'yaml';
import type { SourceText } from '#domain/diagnostic.js';
import type { Marker } from './marks.js';
import type { Problems } from './problems.js';

/** More of one kind come from one habit. */
const errorsMax = 5;

/** After one of these, parser and writer mean different things by the lines that follow: one of them is enough. */
const structural = [
  'BAD_INDENT',
  'BAD_COLLECTION_TYPE',
  'BLOCK_AS_IMPLICIT_KEY',
  'BLOCK_IN_FLOW',
  'IMPOSSIBLE',
  'MISSING_CHAR',
  'MULTILINE_IMPLICIT_KEY',
  'MULTIPLE_DOCS',
  'UNEXPECTED_TOKEN',
];

export interface Where {
  readonly marker: Marker;
  readonly problems: Problems;
}

export function addSyntaxErrors(document: Document, source: SourceText, where: Where): void {
  const errors = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  let broken = false;
  let said = 0;
  for (const error of errors) {
    const tab = error.code === 'TAB_AS_INDENT';
    if (broken && structural.includes(error.code)) continue;
    // Whoever indents with tabs does so in every line, and hears of it once.
    if (broken && tab) continue;
    broken ||= tab || structural.includes(error.code);
    addError(error, source.text, where);
    said += 1;
    if (said === errorsMax) return;
  }
}

function addError(error: YAMLError, text: string, { marker, problems }: Where): void {
  const kind = kindOf(error, text);
  const mark = marker(...placeOf(error, kind, text));
  const at = text.slice(...error.pos);
  // `!int8` and `*` are what somebody writes who means the patterns of a match.
  const pattern = (error.code === 'TAG_RESOLVE_FAILED' && !at.startsWith('!!')) || error.code === 'BAD_ALIAS';
  if (pattern) problems.add('spec/unquoted', mark, { text: at });
  else problems.add('spec/yaml', mark, { kind, said: error.message });
}

/** The parser marks where it noticed; shown is what was written. */
function placeOf({ pos: [start, end] }: YAMLError, kind: string, text: string): [number, number] {
  const from = lineStart(text, start);
  if (kind === 'TAB_AS_INDENT') {
    const tab = text.indexOf('\t', from);
    return tab >= 0 && tab <= end ? [tab, tab + 1] : [start, end];
  }
  if (kind === 'OPEN_QUOTE') return openQuote(text, start) ?? [start, end];
  if (kind === 'NO_BREAK_SPACE') {
    const blank = text.indexOf('\u00a0', from);
    return [blank, blank + 1];
  }
  // An indentation is shown at what it indents.
  const word = kind === 'BAD_INDENT' ? /[^\s]\S*/.exec(lineOf(text, start)) : null;
  return word ? [from + word.index, from + word.index + word[0].length] : [start, end];
}

/** The parser's own codes, told apart further where people mean different things by them. */
function kindOf({ code, pos: [start], message }: YAMLError, text: string): string {
  const line = lineOf(text, start);
  if (code === 'MISSING_CHAR' && message.includes('quote')) return 'OPEN_QUOTE';
  if (code === 'BAD_INDENT' && message.startsWith('Flow')) return 'OPEN_BRACKET';
  if (!structural.includes(code) || code === 'MULTIPLE_DOCS') return code;
  if (line.includes('\u00a0')) return 'NO_BREAK_SPACE';
  if (/^\s*-[^\s-]/.test(line)) return 'NO_BLANK_AFTER_DASH';
  if (/^\s*(?:- )?[\w.-]+:[^\s/]/.test(line)) return 'NO_BLANK_AFTER_COLON';
  return code;
}

/** Where the quote stands that is never closed: on the first line with an odd number of its kind. */
function openQuote(text: string, before: number): [number, number] | undefined {
  let from = 0;
  for (const line of text.slice(0, before).split('\n')) {
    const bare = line.replace(/\\./g, '  ');
    for (const quote of ['"', "'"]) {
      const places = [...bare].flatMap((each, at) => (each === quote ? at : []));
      const last = places.at(-1);
      if (places.length % 2 === 1 && last !== undefined && opens(bare, last)) return [from + last, from + line.length];
    }
    from += line.length + 1;
  }
  return undefined;
}

/** An apostrophe inside a word or a comment opens nothing. */
function opens(line: string, at: number): boolean {
  return /(?:^|[\s:,[{-])$/.test(line.slice(0, at)) && !/(?:^|\s)#/.test(line.slice(0, at));
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineOf(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(lineStart(text, at), end < 0 ? text.length : end);
}
