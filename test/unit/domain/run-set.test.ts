import { expect, test } from 'vitest';
import { wallTime } from '#core/units.js';
import { type LabelProblem, labelLimits, labelsOf, makeRunSetId } from '#domain/run-set.js';
import { describeLabelProblem } from '#wording/run-label.js';

test('a name and tags are kept as they were given, each tag once', () => {
  expect(labelsOf('before the update', ['idle', 'kernel-6.12', 'idle'])).toEqual({
    ok: true,
    value: { name: 'before the update', tags: ['idle', 'kernel-6.12'] },
  });
  expect(labelsOf(undefined, [])).toEqual({ ok: true, value: { name: null, tags: [] } });
  expect(labelsOf('x'.repeat(labelLimits.name), ['y'.repeat(labelLimits.tag)]).ok).toBe(true);
});

test.each<[string | undefined, readonly string[], LabelProblem['kind']]>([
  ['', [], 'empty'],
  [' ', [], 'empty'],
  [undefined, ['a', ''], 'empty'],
  ['a\nb', [], 'control'],
  ['a\u001b[31m', [], 'control'],
  ['a\u202eb', [], 'control'],
  [undefined, ['a\u0000'], 'control'],
  [' a', [], 'edges'],
  [undefined, ['a '], 'edges'],
  ['x'.repeat(labelLimits.name + 1), [], 'too-long'],
  [undefined, ['y'.repeat(labelLimits.tag + 1)], 'too-long'],
  ['@mine', [], 'reserved'],
  ['mine@latest', [], 'reserved'],
  ['mine~2', [], 'reserved'],
  [undefined, ['a,b'], 'separator'],
  [undefined, Array.from({ length: labelLimits.tags + 1 }, (_, at) => `t${at}`), 'too-many'],
])('name %j with tags %j is refused: %s', (name, tags, kind) => {
  const labels = labelsOf(name, tags);
  if (labels.ok) throw new Error('it was taken');
  expect(labels.error.kind).toBe(kind);
  // Two lines: what is wrong and what to do; nothing that a terminal would obey.
  expect(describeLabelProblem(labels.error)).toMatch(/^--(name|tag)[ -~]*\n[ -~]+\.$/);
});

test('an id says when and what, whatever the experiment is called', () => {
  const at = wallTime('2026-11-20T13:30:12.000Z');
  expect(makeRunSetId(at, 'Edge: über-matrix!', '3f9a')).toBe('20261120-133012-edge-ber-matrix-3f9a');
  expect(makeRunSetId(at, '♥', '3f9a')).toBe('20261120-133012-run-3f9a');
});
