import { expect, test } from 'vitest';
import { describeRefusal } from '#wording/refusal.js';
import { describeStoreRefusal } from '#wording/store-refusal.js';

test('a changed experiment lists what it means for each cell and how to go on', () => {
  const lines = describeRefusal({
    kind: 'spec-changed',
    added: ['local/mlp/ort/fp32'],
    removed: [],
    invalidated: [{ slug: 'local/cnn/ort/int8', parts: ['runner', 'protocol'] }],
  });
  expect(lines).toEqual([
    'The experiment is not what it was when this run set was planned.',
    '  1 cell added (to be measured):',
    '    local/mlp/ort/fp32',
    '  1 cell invalidated (measured again, the old sessions kept):',
    '    local/cnn/ort/int8 (runner, protocol changed)',
    'Go on with `--accept-changes`, or start a new run set with `orchestrate run`.',
  ]);
});

test('long lists are cut and still counted', () => {
  const added = Array.from({ length: 30 }, (_, at) => `cell-${at}`);
  const lines = describeRefusal({ kind: 'spec-changed', added, removed: [], invalidated: [] });
  expect(lines[1]).toBe('  30 cells added (to be measured):');
  expect(lines).toContain('    … and 18 more');
  expect(lines).toHaveLength(16);
});

test('drift says what was and what is, harmlessly', () => {
  const lines = describeRefusal({
    kind: 'drift',
    changed: [{ fact: 'local: kernel', was: '6.1', is: '6.2\u001b[2J' }],
  });
  expect(lines[1]).toBe('  local: kernel: was 6.1, is 6.2\\u001b[2J');
  expect(lines.at(-1)).toContain('--accept-drift');
});

test('a store that does not open says what to do', () => {
  const path = 'runs/orchestrate.db';
  expect(describeStoreRefusal({ kind: 'missing', path })).toContain('`orchestrate run FILE`');
  expect(describeStoreRefusal({ kind: 'newer', path, found: 9, known: 1 })).toContain('schema 9; this program knows 1');
  const owner = { pid: 42, since: '2026-11-20T13:30:00.000Z' };
  expect(describeStoreRefusal({ kind: 'busy', path, owner })).toContain('(process 42, since 2026-11-20 13:30 UTC)');
  expect(describeStoreRefusal({ kind: 'busy', path, owner: null })).not.toContain('process');
});
