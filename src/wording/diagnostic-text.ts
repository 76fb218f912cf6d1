/** What is said about a text before it is known what it means: files that cannot be read, and texts that are no YAML. */
import type { DiagnosticCode } from '#domain/diagnostic.js';
import type { Facts } from '#domain/failure.js';
import { list, quoted, text } from './diagnostic-facts.js';
import { shellWord } from './shell.js';

type TextCode =
  | Extract<DiagnosticCode, `file/${string}`>
  | 'spec/yaml'
  | 'spec/too-large'
  | 'spec/too-deep'
  | 'spec/control-character'
  | 'spec/empty-file'
  | 'spec/key-not-text'
  | 'spec/duplicate-key'
  | 'spec/bad-path'
  | 'spec/path-missing';

interface Words {
  readonly title: string;
  readonly help?: string;
}

export const textWords: Readonly<Record<TextCode, (facts: Facts) => Words>> = {
  'file/missing': (f) => ({ title: `there is no ${text(f, 'what')} file ${text(f, 'name')}`, help: nearby(f) }),
  'file/not-a-file': (f) => ({
    title: `${text(f, 'name')} is a ${text(f, 'found')}, and ${article(f)} file was expected`,
    help: f['found'] === 'folder' ? nearby(f) : 'write its content into a file, and name that',
  }),
  'file/unreadable': (f) => ({
    title: `${text(f, 'name')} cannot be read (${text(f, 'said')})`,
    help: 'look at its permissions and those of its folders: `ls -l`',
  }),
  'file/too-large': (f) => ({
    title: `${text(f, 'name')} has more than ${text(f, 'limit')} bytes`,
    help: `${article(f)} file is text of some kilobytes; models and data stay in files of their own${forModel(f)}`,
  }),
  'file/encoding': (f) => ({ title: `${text(f, 'name')} ${encodings[text(f, 'found')] ?? ''}`, help: encodingHelp(f) }),
  'file/unknown-kind': (f) => ({
    title: 'this is neither an experiment nor an inventory, a toolchain or an import mapping',
    help: `an experiment has \`matrix\` and \`models\`, an inventory \`boards\`, a toolchain \`loads\` and \`runners\`, an import mapping \`source\` and \`columns\`; here: ${list(f, 'keys') || 'no keys'}`,
  }),
  'file/other-kind': (f) => otherKinds[text(f, 'kind')]?.(text(f, 'name')) ?? { title: 'this is no experiment' },
  'spec/yaml': (f) => syntaxWords[text(f, 'kind')]?.(f) ?? { title: `this is not valid YAML 1.2: ${text(f, 'said')}` },
  'spec/too-large': (f) => ({
    title:
      f['parts'] === undefined
        ? `the file has ${text(f, 'characters')} characters, and at most ${text(f, 'limit')} are read`
        : `here are ${text(f, 'parts')} lists or maps, and at most ${text(f, 'limit')} are read`,
    help: 'split it into several experiments; models and data stay in files of their own',
  }),
  'spec/too-deep': () => ({ title: 'nested too deeply', help: 'no setting is nested more than eight deep' }),
  'spec/control-character': (f) => ({
    title: `${text(f, 'character')} is a character that is not seen`,
    help: 'remove it: it can hide, reorder or overwrite what stands beside it',
  }),
  'spec/empty-file': () => ({
    title: 'the file is empty',
    help: 'start with `schema: 1`; experiments/quickstart.yaml is a commented example',
  }),
  'spec/key-not-text': (f) => ({
    title: f['text'] ? `${text(f, 'text')} is not read as text, and a key must be text` : 'a key must be text',
    help: f['text']
      ? `quote it: "${text(f, 'text')}"`
      : 'a key is one word; `{{ … }}` of templates must be filled in before',
  }),
  'spec/duplicate-key': (f) => ({
    title: `"${text(f, 'key')}" is given twice: line ${text(f, 'line')} has it already`,
    help: 'keep one of them: which one was meant cannot be known',
  }),
  'spec/bad-path': (f) => ({ title: badPath[text(f, 'reason')]?.(f) ?? '', help: pathHelp[text(f, 'reason')] ?? '' }),
  'spec/path-missing': (f) => ({
    title: `there is no file ${quoted(f, 'path')}`,
    help: f['suggestion']
      ? `did you mean "${text(f, 'suggestion')}"?`
      : `paths are relative to this file, hence looked for at ${text(f, 'at')}`,
  }),
};

function article(facts: Facts): string {
  return `${/^[aeiou]/.test(text(facts, 'what')) ? 'an' : 'a'} ${text(facts, 'what')}`;
}

const howToBegin =
  '`orchestrate init MODEL.onnx` writes an experiment, `orchestrate init --quickstart` brings an example';

function nearby(facts: Facts): string {
  if (facts['exists'] === false) return `the folder ${text(facts, 'folder')} does not exist either`;
  if (facts['suggestion']) return `did you mean ${text(facts, 'suggestion')}?`;
  const known = list(facts, 'known');
  if (known !== '') return `there is ${known}`;
  return `no ${facts['what'] === 'CSV' ? 'CSV' : 'YAML'} file is in ${text(facts, 'folder')}${facts['what'] === 'experiment' ? `; ${howToBegin}` : ''}`;
}

/** What the file is, and what it is for. */
const otherKinds: Readonly<Record<string, (name: string) => Words>> = {
  'import-mapping': (name) => ({
    title: 'this is an import mapping, and an experiment was expected',
    help: `\`orchestrate import TABLE.csv --mapping ${shellWord(name)}\` brings in the table that it explains`,
  }),
  inventory: (name) => ({
    title: 'this is an inventory, and an experiment was expected',
    help: `an experiment names it (\`inventory: …\`); \`orchestrate boards check --inventory ${shellWord(name)}\` asks its boards what they are`,
  }),
  toolchain: () => ({
    title: 'this is a toolchain, and an experiment was expected',
    help: 'an experiment names it under `frameworks:`; `orchestrate toolchains show NAME` says what it does',
  }),
};

const encodings: Readonly<Record<string, string>> = {
  'utf-16': 'is written in UTF-16',
  binary: 'is no text: it holds NUL bytes',
  other: 'is not written in UTF-8',
};

function encodingHelp(facts: Facts): string {
  if (facts['found'] === 'binary') return `name the YAML file, not a model or data${forModel(facts)}`;
  const line = facts['line'] === null ? '' : `line ${text(facts, 'line')} is the first that is not; `;
  return `${line}save it as UTF-8: \`iconv -f ${facts['found'] === 'utf-16' ? 'UTF-16' : 'LATIN1'} -t UTF-8\``;
}

/** What people name first is what they have. */
function forModel(facts: Facts): string {
  const name = text(facts, 'name');
  return name.endsWith('.onnx') ? `; \`orchestrate init ${shellWord(name)}\` writes an experiment for this one` : '';
}

const plain = (title: string, help: string) => (): Words => ({ title, help });

/** By the codes of the YAML parser, whose own words are for those who know its parts. */
const syntaxWords: Readonly<Record<string, (facts: Facts) => Words>> = {
  TAB_AS_INDENT: plain('a tab cannot indent in YAML', 'use two spaces for each level'),
  NO_BLANK_AFTER_COLON: plain('a blank is missing after the colon', 'write `key: value`'),
  NO_BLANK_AFTER_DASH: plain('a blank is missing after the dash', 'write `- entry`'),
  NO_BREAK_SPACE: plain('this is a no-break space, which YAML does not take for a blank', 'replace it by a blank'),
  OPEN_QUOTE: plain('this quote is never closed', 'close it on the same line'),
  OPEN_BRACKET: plain('a bracket that was opened above is not closed before this line', 'add the missing ] or }'),
  MULTIPLE_DOCS: plain(
    'a second document begins here',
    'keep one experiment in a file: remove `---` or split the file',
  ),
  BAD_INDENT: plain('this line is indented unlike those it belongs to', 'begin all keys of a map in one column'),
  MULTILINE_IMPLICIT_KEY: plain(
    'this line has no `key: value` form, or is indented unlike those around it',
    'each line of a map is `key: value`, all keys begin in one column; a colon may be missing',
  ),
  BLOCK_AS_IMPLICIT_KEY: plain(
    'a map cannot begin inside a value',
    'quote a value that holds ": ", or put a nested map on lines of its own',
  ),
  BLOCK_IN_FLOW: plain('inside [ ] and { } lines cannot begin with "- "', 'separate the entries by commas'),
  BAD_DQ_ESCAPE: plain(
    'a backslash in double quotes begins an escape, and this is none',
    "use 'single quotes', or write \\\\ for a backslash",
  ),
  BAD_SCALAR_START: plain('a plain value cannot begin with this character', 'quote it'),

  TAG_RESOLVE_FAILED: plain('tags (!name) are not read', 'quote a value that begins with !'),
};

const badPath: Readonly<Record<string, (facts: Facts) => string>> = {
  outside: (f) => `${quoted(f, 'path')} leads out of the project`,
  absolute: (f) => `${quoted(f, 'path')} is an absolute path`,
  home: (f) => `${quoted(f, 'path')}: ~ and variables are the shell's, and stand for nothing here`,
  backslash: (f) => `${quoted(f, 'path')} has backslashes`,
  url: (f) => `${quoted(f, 'path')} is an address, and nothing is fetched`,
  line: (f) => `${quoted(f, 'path')} is no path: it has a line break, or begins or ends with a blank`,
};

const inside = 'what lies elsewhere can be linked into the project: `ln -s /where/it/is data/name`';
const pathHelp: Readonly<Record<string, string>> = {
  outside: `paths start at the folder of this file and stay in its project; ${inside}`,
  absolute: `write it relative to this file, so that it holds on other machines too; ${inside}`,
  home: `write it relative to this file; ${inside}`,
  backslash: 'separate folders by /',
  url: 'download it, and name the file',
  line: 'write it on one line; inside double quotes \\n is a line break: separate folders by /',
};
