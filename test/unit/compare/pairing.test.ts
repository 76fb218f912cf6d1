import { describe, expect, it } from 'vitest';
import { compare } from '#compare/compare.js';
import { defaultPolicy, type Row, type Subject } from '#compare/comparison.js';
import { failure } from '#domain/failure.js';
import { armOf, sessionsOf, subjectOf } from '#test/compare/arms.js';

const cell = { device: 'board', model: 'digits' };
const none = sessionsOf();

/** Every state that a cell can be in, sorted by what it says in a comparison. */
const sides: Readonly<Record<string, readonly (Subject | null)[]>> = {
  absent: [null, subjectOf(cell, { state: 'not-applicable', sessions: none })],
  numbers: [
    subjectOf(cell, { state: 'measured' }),
    subjectOf(cell, { state: 'partial' }),
    subjectOf(cell, { state: 'partial', because: failure('board/unreachable') }),
    subjectOf(cell, { state: 'running' }),
  ],
  failing: [
    subjectOf(cell, { state: 'partial', because: failure('runner/crashed') }),
    subjectOf(cell, { state: 'partial', because: failure('toolchain/refused') }),
    subjectOf(cell, { state: 'invalid' }),
    subjectOf(cell, { state: 'failed', because: failure('runner/timeout'), sessions: none }),
    subjectOf(cell, { state: 'failed', because: failure('board/unreachable'), sessions: none }),
    subjectOf(cell, { state: 'blocked', because: failure('conversion/failed'), sessions: none }),
    subjectOf(cell, { state: 'unsupported', because: failure('route/none'), sessions: none }),
    subjectOf(cell, { state: 'unavailable', because: failure('toolchain/missing'), sessions: none }),
  ],
  unfinished: [
    subjectOf(cell, { state: 'pending', sessions: none }),
    subjectOf(cell, { state: 'running', sessions: none }),
  ],
};

/** The table of `pairing.ts`; equal numbers are `same`. */
const table: readonly (readonly [string, string, string])[] = [
  ['absent', 'absent', 'no row'],
  ['absent', 'numbers', 'added'],
  ['absent', 'failing', 'added'],
  ['absent', 'unfinished', 'added'],
  ['numbers', 'absent', 'removed'],
  ['numbers', 'numbers', 'same'],
  ['numbers', 'failing', 'newly-failing'],
  ['numbers', 'unfinished', 'inconclusive'],
  ['failing', 'absent', 'removed'],
  ['failing', 'numbers', 'fixed'],
  ['failing', 'failing', 'both-failing'],
  ['failing', 'unfinished', 'inconclusive'],
  ['unfinished', 'absent', 'removed'],
  ['unfinished', 'numbers', 'inconclusive'],
  ['unfinished', 'failing', 'inconclusive'],
  ['unfinished', 'unfinished', 'inconclusive'],
];

function rowsOf(a: Subject | null, b: Subject | null): readonly Row[] {
  return compare(armOf('a', a ? [a] : []), armOf('b', b ? [b] : []), defaultPolicy).rows;
}

describe('a pair of cells', () => {
  it.each(table)('%s, then %s: %s', (a, b, verdict) => {
    for (const left of sides[a] ?? []) {
      for (const right of sides[b] ?? []) {
        const found = rowsOf(left, right).map((row) => row.verdict);
        expect(found, `${left?.state} then ${right?.state}`).toEqual(verdict === 'no row' ? [] : [verdict]);
      }
    }
  });

  it('counts what applies on neither side instead of listing it', () => {
    const [, skipped] = sides['absent'] ?? [];
    const arm = armOf('a', skipped ? [skipped] : []);
    expect(compare(arm, arm, defaultPolicy)).toMatchObject({ rows: [], notApplicable: 1 });
  });

  it('names the sides that are unfinished, and only those', () => {
    const [measured, failing, waiting] = [sides['numbers']?.[0], sides['failing']?.[0], sides['unfinished']?.[0]];
    const because = (a: Subject | null | undefined, b: Subject | null | undefined) =>
      rowsOf(a ?? null, b ?? null)[0]?.because;
    expect(because(measured, waiting)).toEqual({ kind: 'unfinished', sides: ['b'] });
    expect(because(waiting, waiting)).toEqual({ kind: 'unfinished', sides: ['a', 'b'] });
    expect(because(waiting, failing)).toEqual({ kind: 'unfinished', sides: ['a'] });
    expect(because(measured, failing)).toBeNull();
  });

  it('says what differs between the recipes of a cell that newly fails', () => {
    const environment = (version: string) => ({ environment: { 'runner.onnxruntime': [version] } });
    const a = subjectOf(cell, environment('1.29.0'));
    const b = subjectOf(cell, { ...environment('1.30.0'), state: 'failed', sessions: none });
    expect(rowsOf(a, b)[0]).toMatchObject({
      verdict: 'newly-failing',
      latency: null,
      differs: { parts: [], environment: [{ fact: 'runner.onnxruntime', a: ['1.29.0'], b: ['1.30.0'] }] },
    });
  });
});
