/** `verify` as a view: each level with its counts and everything in it that is not as it was recorded. */
import {
  codeOf,
  type Finding,
  type FindingCode,
  isVerified,
  type Owner,
  type Seen,
  type Verification,
} from '#domain/verification.js';
import { describeFinding, findingName } from '#wording/verify.js';
import type { RunHead } from './run-head.js';

export interface VerifyView {
  readonly view: 'verify';
  readonly format: 1;
  /** Null: the database is too damaged to say. */
  readonly runSet: RunHead | null;
  readonly verified: boolean;
  readonly complete: boolean;
  /** Attempts that have not ended. */
  readonly open: number;
  readonly results: LevelView & { readonly attempts: number; readonly recomputed: number };
  readonly inputs: LevelView | null;
  readonly manifest: { readonly findings: readonly FindingView[] } | null;
}

export interface LevelView {
  readonly files: number;
  readonly bytes: number;
  readonly findings: readonly FindingView[];
}

export interface FindingView {
  readonly code: FindingCode;
  readonly name: string;
  readonly words: string;
  readonly role: string | null;
  /** Of which cell and session; null: of none, or of many. */
  readonly owner: Owner | null;
  /** For a file `{sha256, bytes}`, else the value itself; null: nothing, or not known. */
  readonly expected: ValueView;
  readonly found: ValueView;
}

type ValueView = string | number | null | { readonly kind: string; readonly sha256?: string; readonly bytes?: number };

export function verifyOf(runSet: RunHead, verification: Verification): VerifyView {
  const { complete, open, results, inputs, saved } = verification;
  return {
    view: 'verify',
    format: 1,
    runSet,
    verified: isVerified(verification),
    complete,
    open,
    results: { ...results, findings: results.findings.map(viewOf) },
    inputs: inputs && { ...inputs, findings: inputs.findings.map(viewOf) },
    manifest: saved && { findings: saved.findings.map(viewOf) },
  };
}

/** A database that cannot be read on: nothing else is known. */
export function damagedView(runSet: RunHead | null, said: string): VerifyView {
  const nothing = { complete: false, open: 0, inputs: null, manifest: null };
  const results = { files: 0, bytes: 0, attempts: 0, recomputed: 0, findings: [viewOf({ kind: 'database', said })] };
  return { view: 'verify', format: 1, runSet, verified: false, ...nothing, results };
}

function viewOf(finding: Finding): FindingView {
  const owner = 'owner' in finding ? finding.owner : null;
  const named = { code: codeOf(finding), name: findingName(finding), words: describeFinding(finding), owner };
  switch (finding.kind) {
    case 'file': {
      const { digest, bytes } = finding.expected;
      const expected = { kind: 'file', sha256: digest, bytes };
      return { ...named, role: finding.role, expected, found: seenView(finding.found) };
    }
    case 'samples':
      return { ...named, role: 'samples', expected: null, found: finding.said };
    case 'database':
      return { ...named, role: null, expected: null, found: finding.said };
    case 'attempt':
      return { ...named, role: null, expected: finding.expected, found: finding.attempt };
    case 'metric':
    case 'journal':
    case 'plan':
    case 'manifest':
      return { ...named, role: null, expected: finding.expected ?? null, found: finding.found ?? null };
  }
}

function seenView(seen: Seen): ValueView {
  return seen.kind === 'file' ? { kind: 'file', sha256: seen.digest, bytes: seen.bytes } : { kind: seen.kind };
}
