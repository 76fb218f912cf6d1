import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { createJsonView } from '#adapters/progress/json-view.js';
import { createLinesView } from '#adapters/progress/lines-view.js';
import type { ProgressView } from '#adapters/progress/view.js';
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { Evidence } from '#domain/event.js';
import { failure } from '#domain/failure.js';
import {
  artifactKey,
  at,
  attemptAt,
  board,
  conversion,
  launch,
  nothing,
  planOf,
  runSet,
  session,
  stepKey,
} from '#test/cli/plans.js';
import { Sink } from '#test/cli/sink.js';
import schema from '../../../../schemas/event.schema.json' with { type: 'json' };

const escape = '\u001b[31mred\u009b2J\u202e';
const held = attemptAt(session('cell/b', 1), 'held');
const good = attemptAt(session('cell/a', 1), 'good');
const bad = attemptAt(session('cell/b', 1), 'bad', 2);
const convert = attemptAt(conversion('optimize'), 'convert');

const evidence: Evidence = {
  files: [{ role: 'samples', path: 'a/b', bytes: bytes(3), digest: digestOf('x') }],
  metrics: [
    { name: 'latency', statistic: 'median', scope: 'inference', unit: 'ns', source: 'computed', value: 1_840_000 },
    {
      name: 'memory',
      statistic: 'peak',
      scope: 'process',
      unit: 'bytes',
      source: 'computed',
      value: null,
      unknownBecause: 'not told',
    },
  ],
};

/** A short life with one of everything. */
async function play(view: ProgressView): Promise<void> {
  view.started(runSet, planOf([{ name: 'cell/a' }, { name: 'cell/b' }], [{ name: 'optimize' }]));
  view.happened(at(1, { kind: 'woke' }), [launch(convert), launch(good), launch(held)]);
  view.happened(at(1, { kind: 'launched', attempt: good.id }), []);
  view.beat(good.id, `iteration ${escape}`);
  view.happened(
    at(2, { kind: 'held', attempt: held.id, holder: { attempt: 'other', pid: 77, user: `eve${escape}`, since: null } }),
    [launch(bad)],
  );
  view.happened(at(3, { kind: 'ended', attempt: good.id, outcome: { kind: 'succeeded' }, evidence }), []);
  const text = `boom ${escape}`;
  view.happened(
    at(4, {
      kind: 'ended',
      attempt: bad.id,
      outcome: { kind: 'failed', failure: failure('runner/error', { said: text }) },
      evidence: nothing,
    }),
    [],
  );
  const made: Evidence = {
    ...nothing,
    artifact: {
      key: artifactKey('k'),
      step: stepKey('optimize'),
      made: { kind: 'bytes', digest: digestOf('m'), bytes: bytes(9) },
    },
  };
  view.happened(at(4, { kind: 'ended', attempt: convert.id, outcome: { kind: 'succeeded' }, evidence: made }), []);
  view.happened(
    at(5, { kind: 'silent', attempt: bad.id, failure: failure('board/link-lost', {}, failure('board/unreachable')) }),
    [],
  );
  view.happened(at(5, { kind: 'absent', attempt: bad.id }), []);
  view.happened(at(5, { kind: 'stop', how: 'finish' }), []);
  view.happened(at(5, { kind: 'woke' }), [{ kind: 'finish', because: { kind: 'failed', attempt: bad.id } }]);
  view.happened(at(6, { kind: 'stopped', attempt: bad.id, left: 'left-over' }), []);
  view.happened(at(6, { kind: 'probed', board, facts: { ok: false, error: failure('board/unreachable') } }), []);
  view.note('press again');
  await view.close({ runSet: runSet.id, stopped: true, because: 'asked', exitCode: 130 });
}

function rig(create: typeof createJsonView): { out: Sink; err: Sink; view: ProgressView } {
  const [out, err] = [new Sink(), new Sink()];
  return { out, err, view: create({ out, err, earlier: () => [] }) };
}

test('every JSON line fits the schema, and each kind of event has one', async () => {
  const { out, err, view } = rig(createJsonView);
  await play(view);
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
  const kinds = out.lines.map((line) => {
    const value: { kind: string } = JSON.parse(line);
    expect(validate(value), `${line}\n${JSON.stringify(validate.errors)}`).toBe(true);
    return value.kind;
  });
  expect(new Set(kinds)).toEqual(
    new Set([
      'started',
      'begun',
      'beat',
      'held',
      'ended',
      'silent',
      'absent',
      'stopping',
      'stopped',
      'unreachable',
      'finished',
    ]),
  );
  expect(kinds[0]).toBe('started');
  expect(kinds.at(-1)).toBe('finished');
  expect(err.lines).toEqual(['press again']);
});

test('JSON carries foreign text whole and harmless', async () => {
  const { out, view } = rig(createJsonView);
  await play(view);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  expect(out.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  const beat: { text: string } = JSON.parse(out.lines.find((line) => line.includes('"beat"')) ?? '{}');
  expect(beat.text).toBe(`iteration ${escape}`);
});

test('plain lines: one for each ended attempt, who holds a board, and nothing on stdout', async () => {
  const { out, err, view } = rig(createLinesView);
  await play(view);
  expect(out.text).toBe('');
  expect(err.lines).toContain('[1/3] cell/a session 1 of 1: succeeded (median 1.84 ms, took 2.0 s)');
  expect(err.lines.filter((line) => line.includes('cell/b session 1 of 1 (try 2): failed'))).toHaveLength(1);
  expect(err.lines.some((line) => line.includes('held by attempt "other"') && line.includes('process 77'))).toBe(true);
  expect(err.lines.some((line) => line.includes('processes of it are left'))).toBe(true);
  expect(err.lines.at(-1)).toBe('press again');
});

test('no escape of a board reaches a plain line', async () => {
  const { err, view } = rig(createLinesView);
  await play(view);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  expect(err.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(err.text).toContain('boom');
});
