import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import { codeOf, type Finding, findingCodes, type Seen, type Verification } from '#domain/verification.js';
import { manifestOf } from '#report/manifest.js';
import { headOf } from '#report/run-head.js';
import { damagedView, verifyOf } from '#report/verify.js';
import { isManifest, manifestFindings } from '#report/verify-manifest.js';
import { verifyText } from '#report/verify-text.js';
import { quickstart } from '#test/report/quickstart.js';
import { schemaErrors } from '#test/report/schemas.js';

const run = quickstart();
const head = headOf(run.runSet, run.plan);
const whole = { digest: digestOf('expected'), bytes: 8 };
const owner = { cell: 'here/cnn', session: 2 };
const seen: readonly Seen[] = [
  { kind: 'file', digest: digestOf('found'), bytes: 5 },
  { kind: 'missing' },
  { kind: 'folder' },
  { kind: 'link' },
  { kind: 'special' },
  { kind: 'unreadable', code: 'EACCES' },
  { kind: 'outside' },
];
const findings: readonly Finding[] = [
  ...seen.map((found): Finding => ({ kind: 'file', name: 'r/a/log', role: 'stdout', expected: whole, found, owner })),
  { kind: 'samples', name: 'r/a/samples.parquet', said: 'no magic', owner },
  { kind: 'metric', attempt: 'r.a.1', metric: 'latency median', expected: 1, found: undefined, owner },
  { kind: 'attempt', attempt: 'r.a.1', expected: 'r.b.1' },
  { kind: 'journal', attempt: 'r.a.1', what: 'outcome', expected: '{"kind":"failed"}', found: 'open' },
  { kind: 'plan', expected: digestOf('a'), found: digestOf('b') },
  { kind: 'manifest', path: 'predicate.complete', expected: 'true', found: undefined },
];

function verification(found: readonly Finding[], more: Partial<Verification> = {}): Verification {
  const results = { files: 9, bytes: 1234, findings: found, attempts: 4, recomputed: 3 };
  return { complete: true, open: 0, results, inputs: { files: 1, bytes: 5, findings: [] }, saved: null, ...more };
}
const linesOf = (of: Verification): string => verifyText(verifyOf(head, of), { width: 100, now: '' }).join('\n');

describe('the view', () => {
  test('every kind of finding has its code, its words and a place in the schema and in the documentation', () => {
    const view = verifyOf(head, verification(findings));
    expect(schemaErrors('verify', view)).toEqual([]);
    expect(schemaErrors('verify', damagedView(null, 'table file, row 1: no digest'))).toEqual([]);
    expect(view.verified).toBe(false);
    const codes = new Set([...findings.map(codeOf), 'database/damaged']);
    expect([...codes].sort()).toEqual([...findingCodes].sort());
    const page = readFileSync(new URL('../../../docs/reproduction.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z]+\/[a-z]+)` \|/gm)].map(([, code]) => code);
    expect(documented).toEqual([...findingCodes]);
    for (const { words } of view.results.findings) expect(words).not.toMatch(/undefined|\[object/);
  });

  test('says whose it is, and what was expected and found', () => {
    expect(linesOf(verification(findings))).toContain('here/cnn session 2: log changed: expected 8 B sha256');
  });

  test('prints fifty and counts all; JSON has all', () => {
    const many = Array.from({ length: 120 }, (_, at): Finding => {
      return { kind: 'file', name: `log-${at}.`, role: 'stdout', expected: whole, found: { kind: 'missing' } };
    });
    const text = linesOf(verification(many));
    expect(text).toContain('120 files are not as recorded');
    expect([text.includes('log-49.'), text.includes('log-50.')]).toEqual([true, false]);
    expect(text).toContain('and 70 more');
    expect(verifyOf(head, verification(many)).results.findings).toHaveLength(120);
  });

  test('the last line is the answer', () => {
    const last = (of: Verification): string | undefined => linesOf(of).split('\n').at(-1);
    expect(last(verification([]))).toBe('verified');
    expect(last(verification([], { inputs: null }))).toBe('verified; inputs were not looked at');
    expect(last(verification([], { inputs: { files: 1, bytes: 0, findings } }))).toBe(
      'not verified: inputs; the results are intact',
    );
    expect(last(verification(findings, { saved: { findings } }))).toBe('not verified: results, manifest');
    expect(linesOf(verification([], { complete: false }))).toContain('not complete: ');
    expect(linesOf(verification([]))).not.toContain('not complete');
  });

  test('a name that an editor of the database chose reaches no terminal as itself', () => {
    const hostile: Finding = {
      kind: 'file',
      name: '\u001b[2Jx',
      role: 'stdout',
      expected: whole,
      found: { kind: 'outside' },
    };
    expect(linesOf(verification([hostile]))).not.toContain('\u001b');
  });
});

describe('a saved manifest', () => {
  const environments = [{ digest: digestOf('environment'), facts: { board: 'local' } }];
  const manifest = manifestOf({ ...run, environments, version: '1.0.0' });
  const pathsTo = (other: typeof manifest): readonly string[] =>
    manifestFindings(manifest, other).map((finding) => (finding.kind === 'manifest' ? finding.path : finding.kind));

  test('is one when it says so, and equals itself', () => {
    expect([isManifest(manifest), isManifest({}), isManifest([]), isManifest(null)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(pathsTo(structuredClone(manifest))).toEqual([]);
  });

  test('an attempt more is one difference, and the others stay matched', () => {
    const fewer = manifestOf({ ...run, records: run.records.slice(1), environments, version: '1.0.0' });
    const paths = pathsTo(fewer).filter((path) => path.includes('attempts'));
    expect(paths).toEqual([`predicate.runDetails.attempts[${run.records[0]?.id ?? ''}]`]);
  });

  test('another order of the same members is a difference', () => {
    const { predicate } = manifest;
    const cells = predicate.buildDefinition.cells.toReversed();
    const turned = { ...predicate, buildDefinition: { ...predicate.buildDefinition, cells } };
    expect(pathsTo({ ...manifest, predicate: turned })).toEqual(['predicate.buildDefinition.cells']);
  });
});
