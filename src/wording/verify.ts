/** What `verify` says of each thing that is not as it was recorded, and what that means for the results. */
import { exhaustive } from '#core/invariant.js';
import type { CheckedRole, Finding, Owner, Seen, Whole } from '#domain/verification.js';
import { quoted, visible } from './control.js';

/** The thing that is meant: a file, an attempt, a member of the manifest. */
export function findingName(finding: Finding): string {
  switch (finding.kind) {
    case 'file':
    case 'samples':
      return finding.name;
    case 'metric':
    case 'attempt':
    case 'journal':
      return finding.attempt;
    case 'plan':
      return 'plan';
    case 'database':
      return 'database';
    case 'manifest':
      return finding.path;
    default:
      return exhaustive(finding);
  }
}

/** What was expected and what was found, on one line without the name. */
export function describeFinding(finding: Finding): string {
  switch (finding.kind) {
    case 'file':
      return `${roleWords[finding.role]} ${fileWords(finding.expected, finding.found)}`;
    case 'samples':
      return `its bytes are those recorded, but they are no samples: ${quoted(finding.said, 120)}`;
    case 'metric':
      return `${visible(finding.metric)}: the ${finding.from ?? 'samples'} ${finding.from ? 'gives' : 'give'} ${number(finding.expected)}, the database has ${number(finding.found)}`;
    case 'attempt':
      return `cell, session, fingerprint, step or try of it was changed: they belong to ${visible(finding.expected)}`;
    case 'journal':
      return `${finding.what}: the journal has ${short(finding.expected)}, the table has ${short(finding.found)}`;
    case 'plan':
      return `expected sha256 ${finding.expected}, and the stored cells and steps give ${finding.found}`;
    case 'database':
      return visible(finding.said);
    case 'manifest':
      return `saved ${saved(finding.expected)}, now ${saved(finding.found)}`;
    default:
      return exhaustive(finding);
  }
}

/** `CELL session 2`. */
export function ownerWords({ cell, session }: Owner): string {
  return `${visible(cell)} ${session === null ? 'accuracy' : `session ${session}`}`;
}

const roleWords: Readonly<Record<CheckedRole, string>> = {
  samples: 'samples',
  stdout: 'log',
  stderr: 'log',
  job: 'job file',
  artifact: 'converted model',
  experiment: 'experiment file',
  inventory: 'inventory file',
  source: 'model',
  data: 'data',
  toolchain: 'toolchain file',
};

function fileWords(expected: Whole, found: Seen): string {
  switch (found.kind) {
    case 'file':
      return `changed: expected ${whole(expected)}, found ${whole(found)}${sizeWords(expected, found)}`;
    case 'missing':
      return `missing: expected ${whole(expected)}`;
    case 'folder':
      return `replaced by a folder: expected ${whole(expected)}`;
    case 'link':
      return `replaced by a symbolic link: expected ${whole(expected)}`;
    case 'special':
      return `replaced by something that is no file: expected ${whole(expected)}`;
    case 'unreadable':
      return `cannot be read (${visible(found.code)}): expected ${whole(expected)}`;
    case 'outside':
      return 'refused: its name leaves the folder of results, so that it was not read';
    default:
      return exhaustive(found);
  }
}

function sizeWords(expected: Whole, found: Whole): string {
  const by = found.bytes - expected.bytes;
  return by === 0 ? '' : ` (${Math.abs(by)} B ${by > 0 ? 'more' : 'less'})`;
}

function whole({ digest, bytes }: Whole): string {
  return `${bytes} B sha256 ${digest.slice(0, 12)}…`;
}

function number(value: number | null | undefined): string {
  return value === undefined ? 'no such row' : value === null ? 'unknown' : String(value);
}

function short(json: string): string {
  const kind = /"kind":"([a-z-]+)"/.exec(json)?.[1];
  return kind === undefined || json.length < 40 ? quotedUnlessPlain(json) : `${kind}, ${quotedUnlessPlain(json)}`;
}

function quotedUnlessPlain(text: string): string {
  return /^[\w ]+$/.test(text) ? text : quoted(text, 80);
}

function saved(json: string | undefined): string {
  return json === undefined ? 'nothing' : visible(json.length > 80 ? `${json.slice(0, 79)}…` : json);
}

/** Under the findings of each level: what they mean, and what can be done. */
export const meaning = {
  results:
    'What is named above is not what was measured: its numbers cannot be trusted. Put the files back from a copy, or measure again with `orchestrate run`.',
  inputs:
    'The results stand: they were measured with the bytes that were expected. A new run, a resume or a replay would use what is there now, so that it cannot reproduce them until these bytes are back. `--results-only` leaves inputs out.',
  saved:
    'The store no longer says what it said when that manifest was saved. A run set that was resumed since has more attempts; anything else was changed by hand.',
} as const;

export const incompleteWords =
  'not complete: the manifest is that of a run set that can go on with `orchestrate resume`; what it has so far was checked';

export const damagedWords =
  'The rest was not checked: put `orchestrate.db` back from a copy, or name another folder with `--store`.';

export function progressWords(done: number): string {
  return `checked ${done} files`;
}

export function notAManifest(path: string, why: string): string {
  return `--manifest ${visible(path)}: expected a manifest as \`orchestrate manifest\` prints it, and found ${why}.`;
}

export function manifestOfAnother(path: string, runSet: string, asked: string): string {
  return `--manifest ${visible(path)} is of run set ${visible(runSet)}, and ${visible(asked)} was asked for.\nLeave the run set out to check the one that the manifest is of.`;
}

export function manifestOfNone(path: string, runSet: string): string {
  return `--manifest ${visible(path)} is of run set ${visible(runSet)}, which is not in this store.\nName the folder that has it with \`--store\`.`;
}
