/** What `verify` looks at and what it finds: facts only, the words are `wording/verify`'s. */
import type { Digest } from '#core/digest.js';
import type { FileRole } from './event.js';
import type { DependencyRole } from './manifest.js';

/** Whole bytes as they were recorded. */
export interface Whole {
  readonly digest: Digest;
  readonly bytes: number;
}

/** What lies at a path now. */
export type Seen =
  | ({ readonly kind: 'file' } & Whole)
  | { readonly kind: 'missing' }
  /** Something else than a file of its own: a kept file is never read through a link. */
  | { readonly kind: 'folder' | 'link' | 'special' }
  /** `code` is the system's own word (EACCES, EIO). */
  | { readonly kind: 'unreadable'; readonly code: string }
  /** The name leaves the folder of runs: refused, not read. */
  | { readonly kind: 'outside' };

export type InputRole = DependencyRole | 'experiment' | 'inventory';
export type CheckedRole = FileRole | InputRole;

export const findingCodes = [
  'file/changed',
  'file/missing',
  'file/replaced',
  'file/unreadable',
  'file/outside',
  'samples/unreadable',
  'metrics/differ',
  'attempt/differs',
  'journal/differs',
  'plan/differs',
  'database/damaged',
  'manifest/differs',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** Whose it is, in the words that people know it by: an attempt's id says nothing to them. */
export interface Owner {
  /** Slug. */
  readonly cell: string;
  /** Null: the accuracy of the cell. */
  readonly session: number | null;
}

/** One thing that is not as it was recorded, by name. */
export type Finding =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly role: CheckedRole;
      readonly expected: Whole;
      readonly found: Seen;
      readonly owner?: Owner;
    }
  /** Its bytes are those recorded, and yet they are no samples. */
  | { readonly kind: 'samples'; readonly name: string; readonly said: string; readonly owner?: Owner }
  | {
      readonly kind: 'metric';
      /** What it should follow from; absent: the samples. */
      readonly from?: 'table';
      readonly attempt: string;
      readonly owner?: Owner;
      readonly metric: string;
      /** As the samples give it; undefined: they give no such metric. */
      readonly expected: number | null | undefined;
      /** As the database has it; undefined: no such row. */
      readonly found: number | null | undefined;
    }
  /** An attempt's id is derived from what it tried: another id means that one of them was changed. */
  | { readonly kind: 'attempt'; readonly attempt: string; readonly expected: string; readonly owner?: Owner }
  | {
      readonly kind: 'journal';
      readonly attempt: string;
      readonly owner?: Owner;
      readonly what: 'outcome' | 'files' | 'metrics';
      readonly expected: string;
      readonly found: string;
    }
  | { readonly kind: 'plan'; readonly expected: Digest; readonly found: Digest }
  | { readonly kind: 'database'; readonly said: string }
  /** A saved manifest against what the store says now; JSON texts, undefined where one has no such member. */
  | {
      readonly kind: 'manifest';
      readonly path: string;
      readonly expected: string | undefined;
      readonly found: string | undefined;
    };

/** Files of one kind of care: how many were looked at, and which are not as recorded. */
export interface CheckedFiles {
  readonly files: number;
  readonly bytes: number;
  readonly findings: readonly Finding[];
}

export interface Verification {
  /** Every planned session has a result or a reason; else the manifest is that of a run set that can go on. */
  readonly complete: boolean;
  readonly open: number;
  readonly results: CheckedFiles & {
    readonly attempts: number;
    /** Sessions whose metrics were computed again from their samples. */
    readonly recomputed: number;
  };
  /** Null: not asked for. */
  readonly inputs: CheckedFiles | null;
  /** Null: no saved manifest was given. */
  readonly saved: { readonly findings: readonly Finding[] } | null;
}

export function isVerified({ results, inputs, saved }: Verification): boolean {
  return [results, inputs, saved].every((level) => level === null || level.findings.length === 0);
}

export function codeOf(finding: Finding): FindingCode {
  switch (finding.kind) {
    case 'file':
      return fileCode(finding.found);
    case 'samples':
      return 'samples/unreadable';
    case 'metric':
      return 'metrics/differ';
    case 'attempt':
      return 'attempt/differs';
    case 'journal':
      return 'journal/differs';
    case 'plan':
      return 'plan/differs';
    case 'database':
      return 'database/damaged';
    case 'manifest':
      return 'manifest/differs';
  }
}

function fileCode(found: Seen): FindingCode {
  switch (found.kind) {
    case 'file':
      return 'file/changed';
    case 'missing':
      return 'file/missing';
    case 'unreadable':
      return 'file/unreadable';
    case 'outside':
      return 'file/outside';
    case 'folder':
    case 'link':
    case 'special':
      return 'file/replaced';
  }
}
