/** Diagnostics in words. A record over all codes: a new code does not compile without its words. */
import type { Diagnostic, DiagnosticCode } from '#domain/diagnostic.js';
import type { Facts } from '#domain/failure.js';
import { type NotYet, notYetSettings } from '#domain/not-yet.js';
import { choice, list, quoted, text, wordsOf } from './diagnostic-facts.js';
import { importWords } from './diagnostic-import.js';
import { inventoryWords } from './diagnostic-inventory.js';
import { matrixWords } from './diagnostic-matrix.js';
import { textWords } from './diagnostic-text.js';
import { notYetWords } from './not-yet.js';
import { plural } from './quantity.js';

/** What was expected and what was found; and what to do next. */
export interface DiagnosticWords {
  readonly title: string;
  readonly help?: string;
}

/** Shown as the compilers do: what, where, the line itself, and help. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { title, help } = diagnosticWords(diagnostic);
  const lines = [`${diagnostic.severity}[${diagnostic.code}]: ${title}`, ...placeLines(diagnostic)];
  if (help) lines.push(`help: ${help}`);
  return lines.join('\n');
}

export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(renderDiagnostic).join('\n\n');
}

/** `2 errors, 1 warning`. */
export function countsOf(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const counts = [errors > 0 ? plural(errors, 'error') : '', warnings > 0 ? plural(warnings, 'warning') : ''];
  return counts.filter((count) => count !== '').join(', ');
}

export function diagnosticWords({ code, facts }: Diagnostic): DiagnosticWords {
  return words[code](facts);
}

function placeLines({ file, span, excerpt, excerptFrom }: Diagnostic): string[] {
  if (!span) return [` --> ${file}`];
  const margin = ' '.repeat(String(span.line).length);
  const place = `${margin}--> ${file}:${span.line}:${span.column}`;
  if (excerpt === undefined) return [place];
  // What was cut in front is shown as an ellipsis, which moves everything behind it by one.
  const cut = excerptFrom === undefined ? '' : '…';
  const indent = span.column - (excerptFrom ?? 1) + cut.length;
  const shown = cut + excerpt;
  const carets = '^'.repeat(Math.max(1, Math.min(span.length, shown.length - indent)));
  const underline = `${' '.repeat(indent)}${carets}`;
  return [place, `${margin} |`, `${span.line} | ${shown}`, `${margin} | ${underline}`];
}

const quoteHelp = (word: string): string => `quote it: "${word}"`;

const words: Readonly<Record<DiagnosticCode, (facts: Facts) => DiagnosticWords>> = {
  ...textWords,
  ...importWords,
  'spec/alias': (f) => ({
    title:
      f['name'] === undefined
        ? `aliases stand for more than ${text(f, 'limit')} copies`
        : `alias "*${text(f, 'name')}" leads to nothing, or into itself`,
    help:
      f['name'] === undefined
        ? 'write the value out'
        : `write the value out; a glob must be quoted: "*${text(f, 'name')}"`,
  }),
  'spec/unknown-key': (f) => ({
    title: `unknown key "${text(f, 'key')}"`,
    help: f['key'] === '<<' ? 'YAML 1.2 has no merge keys: write the entries out' : choice(f, 'Known keys'),
  }),
  'spec/missing-key': (f) => ({
    title: `${f['in'] ? holder(text(f, 'in')) : 'the file'} lacks "${text(f, 'key')}"`,
    help: `add \`${text(f, 'key')}: ${f['key'] === 'schema' ? '1' : '…'}\``,
  }),
  'spec/wrong-type': (f) => ({
    title: `expected ${expectedTypes(f)}, found ${typeWord(text(f, 'found'))}${f['value'] ? ` ${quoted(f, 'value')}` : ''}`,
    help: typeHelp(f),
  }),
  'spec/bad-value': (f) => ({
    title: `${quoted(f, 'value')} cannot stand here`,
    help: choice({ ...f, known: f['allowed'] ?? [] }, 'Possible'),
  }),
  'spec/out-of-range': (f) => ({
    title: `${text(f, 'value')} is out of range: it must be ${bounds[text(f, 'must')] ?? text(f, 'must')} ${text(f, 'limit')}`,
  }),
  'spec/empty': (f) => ({
    title: `${f['name'] === null ? 'this' : `"${text(f, 'name')}"`} is empty`,
    help: 'give at least one entry, or leave it out',
  }),
  'spec/too-many': (f) => ({
    title: `${f['name'] === null ? 'this' : `"${text(f, 'name')}"`} has too many entries: at most ${text(f, 'limit')} are allowed`,
  }),
  'spec/repeated': (f) => ({ title: `${quoted(f, 'value')} stands here twice`, help: 'keep one of them' }),
  'spec/bad-duration': (f) => ({
    title: `${quoted(f, 'value')} is no duration`,
    help: 'write a number and a unit without a space, at most 30 days: 500ms, 5s, 60m, 3h',
  }),
  'spec/bad-text': (f) => ({
    title: `${quoted(f, 'value')} is not a valid ${text(f, 'form')}`,
    ...formHelp(text(f, 'form')),
  }),
  'spec/ambiguous-scalar': (f) => ({
    title: f['text'] === '' ? 'an entry is empty' : `${text(f, 'text')} can be read as something other than text`,
    help: f['text'] === '' ? 'write a name, or remove the entry' : quoteHelp(text(f, 'text')),
  }),
  'spec/unquoted': (f) => ({
    title: `YAML takes ${text(f, 'text')} for ${text(f, 'text').startsWith('!') ? 'a tag' : 'an alias'}, not for text`,
    help: quoteHelp(text(f, 'text')),
  }),
  'spec/duplicate-level': (f) => ({
    title: `level "${text(f, 'level')}" is given twice for axis "${text(f, 'axis')}"`,
    help: 'remove one; sessions are repeated by `measure.sessions`',
  }),
  'spec/duplicate-axis': (f) => ({
    title: `axis "${text(f, 'axis')}" is declared twice in one block`,
    help: 'keep it in `axes` or in one zip group',
  }),
  'spec/unknown-axis': (f) => ({
    title: `rule names axis "${text(f, 'axis')}", which its block does not declare`,
    help: choice({ ...f, known: f['declared'] ?? [] }, 'Declared axes'),
  }),
  'spec/unbound-axis': (f) => ({
    title: `axis "${text(f, 'axis')}" does nothing: neither a used toolchain nor a board has such an option`,
    help: choice({ ...f, known: f['bound'] ?? [] }, 'Axes that do something here'),
  }),
  'spec/ambiguous-axis': (f) => ({
    title: `axis "${text(f, 'axis')}" is an option of a toolchain and a setting of a board`,
    help: 'call the setting something else in the inventory',
  }),
  'spec/missing-axis': (f) => ({
    title: `axis "${text(f, 'axis')}" is missing`,
    help: `give it a level; every cell has device, model, framework and precision. Given: ${list(f, 'declared')}.`,
  }),
  'spec/unknown-level': (f) => ({
    title: `${text(f, 'axis')} "${text(f, 'level')}" is not known`,
    help: `${choice(f, `Known ${text(f, 'axis')}s`)} ${levelHome(text(f, 'axis'))}`,
  }),
  'spec/unknown-name': (f) => ({
    title: `${text(f, 'what')} "${text(f, 'name')}" is not known`,
    help: choice(f, 'Known'),
  }),
  'spec/unknown-option': (f) => ({
    title: `toolchain "${text(f, 'toolchain')}" has no option "${text(f, 'option')}"`,
    help: choice(f, 'Its options'),
  }),
  'spec/bad-option': (f) => ({
    title: `${quoted(f, 'level')} is no value for option "${text(f, 'option')}"${f['toolchain'] === null ? '' : ` of toolchain "${text(f, 'toolchain')}"`}`,
    help: choice({ ...f, known: f['allowed'] ?? [] }, 'Possible'),
  }),
  'spec/bad-setting': (f) => ({
    title: `${quoted(f, 'level')} is no value of setting "${text(f, 'setting')}" on any board that offers these devices`,
    help: choice(f, 'Possible'),
  }),
  'spec/not-offered': (f) => ({
    title: `board "${text(f, 'board')}" does not offer device "${text(f, 'device')}"`,
    help: choice(f, `Boards that offer it`),
  }),
  'spec/unused-option': (f) => ({
    title: `option "${text(f, 'option')}" has effect \`convert\`, but no conversion mentions {${text(f, 'option')}}`,
    help: 'use it in an argv, or make its effect `run`',
  }),
  'spec/zip-unequal': (f) => ({
    title: `axes that vary together must have equally many levels: ${list(f, 'lengths')}`,
    help: 'add or remove levels; axes that are to be multiplied belong under `axes`',
  }),
  'spec/data-without-labels': (f) => ({
    title: `accuracy needs labels, and data set "${text(f, 'data')}" has none`,
    help: 'add `labels: FILE.npy` to the data set, or leave `accuracy` out',
  }),
  'spec/input-without-data': (f) => ({
    title: `input "${text(f, 'input')}" needs a data set`,
    help: 'add `data: NAME` under `measure`, or use `input: random`',
  }),
  'spec/input-without-shape': (f) => ({
    title: `random input needs a shape, and model "${text(f, 'model')}" declares no inputs`,
    help: 'add `inputs: [{ name: input, shape: [batch, 3, 224, 224] }]` to the model, or name a data set under `measure`',
  }),
  'spec/bad-expression': (f) => ({
    title:
      f['expected'] === 'end'
        ? `expected the end, found "${text(f, 'found')}"`
        : `expected an ${text(f, 'expected')}, found ${f['found'] === '' ? 'the end' : `"${text(f, 'found')}"`}`,
    help: 'write one comparison of device.NAME, host.NAME, board.NAME, model.NAME, numbers and quoted words with <, <=, >, >=, == or !=',
  }),
  'spec/min-above-max': (f) => ({
    title: `the least number of iterations (${text(f, 'min')}) is above the greatest (${text(f, 'max')})`,
    help: 'lower `iterations.min` or raise `iterations.max`; 100 and 100000 stand where none is given',
  }),
  'spec/bad-template': (f) => ({ title: `"{${text(f, 'name')}}" stands for nothing here`, help: choice(f, 'Known') }),
  'spec/mixed-weights': (f) => ({
    title: `this source has the weights ${quoted(f, 'found')}, and its model ${quoted(f, 'weights')}`,
    help: 'sources of one model are one network in several formats; make another model of it',
  }),
  'spec/without-build': () => ({
    title: 'this belongs to a `build`, and the source has none',
    help: 'remove it, or say how the source is built: `build: ["{python}", models/make.py, "{out}"]`',
  }),
  'spec/build-without-out': () => ({
    title: 'the build does not say where it writes: none of its words has {out}',
    help: 'add {out}; it stands for the file that becomes the source',
  }),
  'spec/same-base-name': (f) => ({
    title: `${quoted(f, 'path')} and ${quoted(f, 'first')} are both called ${quoted(f, 'name')} where the build reads them`,
    help: 'inputs of one build lie side by side under their last names: give one of them another name',
  }),
  'spec/not-yet': (f) => {
    const setting = notYetSettings.find((each): each is NotYet => each === f['setting']);
    if (!setting) return { title: `${quoted(f, 'setting')} cannot be executed yet` };
    const { what, today } = notYetWords(setting);
    return { title: `${what} cannot be executed yet`, help: today };
  },
  'spec/too-many-problems': (f) => ({ title: `and ${text(f, 'left')} more problems` }),
  ...inventoryWords,
  ...matrixWords,
};

const bounds: Readonly<Record<string, string>> = { '>=': 'at least', '<=': 'at most', '>': 'above' };

/** `sources.2` is an entry of a list. */
function holder(name: string): string {
  const [, owner, index] = /^(.+)\.([0-9]+)$/.exec(name) ?? [];
  return owner === undefined ? `"${name}"` : `entry ${Number(index) + 1} of "${owner}"`;
}

/** How the same thing is written in the type that belongs here. */
function typeHelp(facts: Facts): string {
  const [expected, found, value] = [wordsOf(facts, 'expected'), text(facts, 'found'), text(facts, 'value')];
  if (found === 'nothing') return 'give it a value, or remove the key; is the indentation of the next line right?';
  if (expected.includes('array') && found !== 'map') return `a list is written in brackets: [${value}]`;
  if (expected.includes('array')) return 'begin each entry with `- `, or write [{ … }]';
  if (expected.includes('object'))
    return found === 'list' ? 'remove the dash: `key: value`' : 'write `key: value` lines';
  if (/^-?[0-9.]+$/.test(value) && found === 'string') return `remove the quotes: ${value}`;
  if (expected.includes('string'))
    return found === 'list' || found === 'map' ? 'give one value' : `quote it: "${value}"`;
  return `give ${expectedTypes(facts)}`;
}

function expectedTypes(facts: Facts): string {
  return wordsOf(facts, 'expected').map(typeWord).join(' or ');
}

const types: Readonly<Record<string, string>> = {
  object: 'a map',
  map: 'a map',
  array: 'a list',
  list: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  nothing: 'nothing',
};
const typeWord = (type: string): string => types[type] ?? type;

const forms: Readonly<Record<string, string>> = {
  name: 'use letters, digits and . _ + -, beginning with a letter or digit, at most 100',
  level:
    'use letters, digits and . _ + @ -, beginning with a letter or digit, at most 100; entries are separated by commas',
  pattern:
    'give a level or a glob of letters, digits and . _ + @ - * ?, with one ! in front to mean any other: "!jetson-*"',
  'line of text': 'write it on one line, at most 200 characters',
  'line of the source': 'write it on one line, at most 500 characters',
  path: 'a path has at most 1000 characters',
  sha256: 'give 64 hexadecimal digits in lower case, as sha256sum prints them',
  attribute: 'use letters, digits and _, beginning with a letter',
  option: 'use small letters, digits and _, beginning with a letter',
  'path inside the toolchains': 'give a path in this folder, or in one beside it: ../shared/file.mjs',
  'absolute path': 'begin with /, and go up (..) nowhere',
  label: 'write it on one line, at most 300 characters',
  user: 'use letters, digits and . _ -, beginning with a letter or digit, at most 64',
  'jump host': 'give an alias of ~/.ssh/config, or user@host:port; several are a list: [gate, inner]',
  'private key': 'give an absolute path or one that begins with ~/, of the private key, not of its .pub half',
  fingerprint: 'give what `ssh-keygen -lf` prints: SHA256: and 43 characters',
  'machine id': 'give the 32 hexadecimal digits of /etc/machine-id of the board',
  program: 'begin the command with the name or path of a program',
  argument: 'an argument has at most 4000 characters',
  version: 'give a version as the package index writes it: 1.31.1',
  'version range': 'give bounds that must all hold: ">=8 <11"',
  'requirement of pip': 'give one requirement as pip reads it: "numpy>=1.23,<3"',
  'fact of a board': 'give arch, os, kernel, cpu.model, memory.bytes, board.model, tool:PROBE or setting:NAME',
};
function formHelp(form: string): { help?: string } {
  const help = forms[form];
  return help === undefined ? {} : { help };
}

function levelHome(axis: string): string {
  if (axis === 'model') return 'Models are declared under `models`.';
  if (axis === 'precision') return 'A toolchain of your own may declare others.';
  if (axis === 'device' || axis === 'host') return 'Devices of your own are declared in the inventory.';
  if (axis === 'board') return 'Boards are declared in the inventory; `board: all` names them all.';
  if (axis === 'unit') return 'Units are declared by devices and toolchains.';
  return 'Frameworks are toolchains, or declared under `frameworks`.';
}
