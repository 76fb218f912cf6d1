import { describe, expect, it } from 'vitest';
import { failure } from '#domain/failure.js';
import type { Outcome } from '#domain/outcome.js';
import type { NamedFailure } from '#domain/toolchain.js';
import { lineWith, namedFailure, reasoned } from '#engine/named-failure.js';

const patterns: readonly NamedFailure[] = [
  { line: 'out of memory|could not be allocated', code: 'runner/out-of-memory' },
  { line: 'no (CUDA-capable )?device', code: 'device/missing' },
  { line: 'any implementation for node', code: 'toolchain/refused' },
];
const crashed: Outcome = { kind: 'failed', failure: failure('runner/crashed', { exitCode: 1, said: 'the end' }) };
const reason = (outcome: Outcome, ...lines: readonly string[]): Outcome =>
  reasoned(outcome, patterns, { lines, name: 'trtexec' });

describe('the words of a tool', () => {
  it('name a failure by the first pattern that any line matches, wherever the line stands', () => {
    const lines = ['Could not find any implementation for node conv1', 'memory of 4096 bytes could not be allocated'];
    expect(namedFailure(patterns, lines, { runner: 'r' })).toEqual(
      failure('runner/out-of-memory', { runner: 'r', said: lines[1] ?? '' }),
    );
    expect(namedFailure(patterns, ['all is well'], {})).toBeUndefined();
  });

  it('are read without colours and the end of a line of DOS, and no further than a line may reach', () => {
    expect(lineWith('device$', ['\u001b[31mno device\u001b[0m\r'])).toBe('no device');
    expect(lineWith('^a*b', [`${'a'.repeat(3000)}b`])).toBeUndefined();
  });

  it('say why something failed: the reason takes the place of the exit code', () => {
    expect(reason(crashed, 'no device')).toEqual({
      kind: 'failed',
      failure: failure('device/missing', { runner: 'trtexec', said: 'no device' }),
    });
    expect(reason(crashed, 'something else')).toBe(crashed);
  });

  it('settle a cell where they are a refusal', () => {
    expect(reason(crashed, 'Could not find any implementation for node x')).toMatchObject({
      kind: 'unsupported',
      failure: { code: 'toolchain/refused' },
    });
  });

  it('are read in the runner\u2019s own error first, whose place and operator are kept', () => {
    const facts = { at: 'load', operator: 'Conv', said: 'RuntimeError:\nout of memory' };
    expect(reason({ kind: 'failed', failure: failure('runner/error', facts) })).toMatchObject({
      failure: { code: 'runner/out-of-memory', facts: { at: 'load', operator: 'Conv', said: 'out of memory' } },
    });
  });

  it.each([
    { kind: 'succeeded' },
    { kind: 'cancelled', by: 'user' },
    { kind: 'invalid', doubts: [{ code: 'execution/unit', facts: {} }] },
  ] as const satisfies readonly Outcome[])('make no failure of what was proved: $kind', (outcome) => {
    expect(reason(outcome, 'no device', 'out of memory')).toBe(outcome);
  });
});
