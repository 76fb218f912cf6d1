import { describe, expect, it } from 'vitest';
import { allowable } from '#compare/comparability.js';
import { compare } from '#compare/compare.js';
import { type Arm, defaultPolicy, type Subject } from '#compare/comparison.js';
import { detectableEffect } from '#compare/resolution.js';
import { armOf, sessionsOf, subjectOf } from '#test/compare/arms.js';

const at = (model: string, ms: number, changes: Partial<Subject> = {}): Subject =>
  subjectOf({ model }, { sessions: sessionsOf(...[0.99, 1, 1.01, 1.005, 0.995].map((x) => x * ms * 1e6)), ...changes });

const older: Arm = armOf('older', [at('steady', 1), at('slower', 1), at('slowest', 1), at('faster', 2), at('gone', 1)]);
const newer: Arm = armOf('newer', [at('steady', 1), at('slower', 2), at('slowest', 4), at('faster', 1), at('new', 1)]);

describe('a comparison', () => {
  it('lists findings first, and the largest effect first among them', () => {
    const { rows, counts, tests, a, b } = compare(older, newer, defaultPolicy);
    expect(rows.map((row) => [(row.b ?? row.a)?.slug, row.verdict])).toEqual([
      ['slowest', 'regressed'],
      ['slower', 'regressed'],
      ['faster', 'improved'],
      ['new', 'added'],
      ['gone', 'removed'],
      ['steady', 'same'],
    ]);
    expect(counts).toMatchObject({ regressed: 2, improved: 1, added: 1, removed: 1, same: 1, inconclusive: 0 });
    expect([a, b, tests]).toEqual(['older', 'newer', 4]);
  });

  it('has one family of tests: the same cell weighs less among many', () => {
    const cells = (n: number, ms: number) => Array.from({ length: n }, (_, i) => at(`other-${i}`, ms));
    const q = (others: number): number => {
      const [a, b] = [armOf('a', [at('x', 1), ...cells(others, 1)]), armOf('b', [at('x', 1.02), ...cells(others, 1)])];
      return compare(a, b, defaultPolicy).rows.find((row) => row.b?.slug === 'x')?.latency?.q ?? Number.NaN;
    };
    const alone = q(0);
    expect(alone).toBeLessThan(0.05);
    expect(q(9) / alone).toBeCloseTo(10, 9);
  });

  it('says what its sessions could have shown', () => {
    const { resolution } = compare(older, newer, defaultPolicy);
    // The SD of 0.99, 1, 1.01, 1.005, 0.995 is 0.0079.
    expect(resolution?.spread).toBeCloseTo(0.0079, 4);
    expect(resolution?.sessions).toBe(5);
    expect(resolution?.detectable).toBeGreaterThan(defaultPolicy.threshold);
    const few = armOf('few', [at('steady', 1, { sessions: sessionsOf(1e6, 1e6) })]);
    expect(compare(few, few, defaultPolicy).resolution).toBeNull();
  });

  it('is empty for nothing', () => {
    expect(compare(armOf('a', []), armOf('b', []), defaultPolicy)).toMatchObject({
      rows: [],
      tests: 0,
      resolution: null,
    });
  });
});

describe('the detectable effect', () => {
  const effect = (spread: number, sessions: number, tests: number) =>
    detectableEffect({ spread, sessions, tests }, defaultPolicy);

  it('shrinks with sessions, grows with spread and with the family, and is never under the threshold', () => {
    expect(effect(0.03, 8, 20)).toBeLessThan(effect(0.03, 5, 20));
    expect(effect(0.03, 5, 20)).toBeLessThan(effect(0.03, 3, 20));
    expect(effect(0.03, 5, 20)).toBeLessThan(effect(0.1, 5, 20));
    expect(effect(0.03, 5, 1)).toBeLessThan(effect(0.03, 5, 100));
    expect(effect(0, 5, 20)).toBeCloseTo(0.1, 12);
  });
});

describe('what can be allowed', () => {
  it('is what forbids something', () => {
    expect(allowable).toEqual([
      'preprocess',
      'data',
      'protocol',
      'target',
      'arch',
      'cpu.model',
      'cpu.count',
      'memory.bytes',
    ]);
  });
});
