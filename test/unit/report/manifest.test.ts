import { describe, expect, test } from 'vitest';
import type { Json } from '#core/canonical-json.js';
import { canonicalJson } from '#core/canonical-json.js';
import { digestOf, digestOfJson } from '#core/digest.js';
import { failure } from '#domain/failure.js';
import { isComplete, manifestOf, plainManifest } from '#report/manifest.js';
import { accuracy, failed, session, succeeded } from '#test/report/attempts.js';
import { file, planOf, runCell } from '#test/report/plans.js';
import { quickstart } from '#test/report/quickstart.js';
import { schemaErrors } from '#test/report/schemas.js';

const run = quickstart();
const facts = { board: 'local', kernel: '6.1.0', 'machine.id': '4c4c4544004b4a10', governor: null };
const input = { ...run, environments: [{ digest: digestOf('environment'), facts }], version: '0.1.0' };
const manifest = manifestOf(input);
const text = canonicalJson(plainManifest(manifest));

test('is what its schema says, in canonical form', () => {
  expect(schemaErrors('manifest', manifest)).toEqual([]);
  expect(manifest._type).toBe('https://in-toto.io/Statement/v1');
});

test('says what the person called the run set and what it was narrowed to', () => {
  const asked = { name: 'before', tags: ['idle'], where: 'precision:int8' };
  const labelled = manifestOf({ ...input, runSet: { ...run.runSet, ...asked } });
  expect(labelled.predicate.buildDefinition.externalParameters).toMatchObject(asked);
  expect(schemaErrors('manifest', labelled)).toEqual([]);
});

test('is the same for the same rows, whatever their order', () => {
  const again = manifestOf({ ...input, records: input.records.toReversed() });
  expect(canonicalJson(plainManifest(again))).toBe(text);
});

test('names no path of this machine, no host and nothing that a board said', () => {
  for (const secret of ['/home', 'alice', '4c4c4544004b4a10', 'Could not find', 'memory access'])
    expect(text).not.toContain(secret);
});

test('a file named by an absolute path goes by its last word', () => {
  const cell = runCell({ model: 'cnn' });
  const measurement = { ...cell.measurement, inputImages: file('/home/alice/private/digits.npy') };
  const plan = planOf([{ ...cell, measurement }]);
  const names = manifestOf({ ...input, plan }).predicate.buildDefinition.resolvedDependencies.map(({ name }) => name);
  expect(names).toContain('digits.npy');
  expect(names.join()).not.toContain('/home');
});

test('the outcomes digest covers every attempt', () => {
  const outcomes = manifest.subject.find(({ name }) => name === 'outcomes');
  expect(outcomes?.digest.sha256).toBe(
    digestOfJson(JSON.parse(JSON.stringify(manifest.predicate.runDetails.attempts)) as Json),
  );
  const fewer = manifestOf({ ...input, records: input.records.slice(1) });
  expect(fewer.subject.at(-1)?.digest.sha256).not.toBe(outcomes?.digest.sha256);
});

test('the chain is resolved from step to bytes', () => {
  expect(manifest.predicate.buildDefinition.steps[0]).toMatchObject({
    artifact: digestOf('artifact'),
    content: { sha256: digestOf('optimised'), bytes: 2_510_000 },
    refused: null,
  });
});

test('codes of failures and their causes stay', () => {
  const cell = runCell({ model: 'cnn' });
  const outcome = { kind: 'failed', failure: failure('board/link-lost', {}, failure('board/unreachable')) } as const;
  const { attempts } = manifestOf({ ...input, plan: planOf([cell]), records: [session(cell, 1, outcome)] }).predicate
    .runDetails;
  expect(attempts[0]?.outcome).toEqual({ kind: 'failed', because: ['board/link-lost', 'board/unreachable'] });
});

describe('complete', () => {
  const cell = runCell({ model: 'cnn' });
  const three = [1, 2, 3].map((ordinal) => session(cell, ordinal, succeeded));
  const plan = planOf([cell]);
  test.each([
    ['all measured and counted', true, [...three, accuracy(cell, succeeded)]],
    ['accuracy missing', false, three],
    ['nothing yet', false, []],
    ['a session missing', false, three.slice(1)],
    ['a session that failed', true, [...three.slice(1), session(cell, 1, failed('runner/crashed'))]],
    ['something open', false, [...three, accuracy(cell)]],
  ])('%s: %s', (_, complete, records) => {
    expect(isComplete(plan, records)).toBe(complete);
  });
});
