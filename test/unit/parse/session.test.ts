import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/digest.js';
import type { Message, MessageBody, SampleKind } from '#domain/message.js';
import { durationsOf, readSession } from '#parse/session.js';

const execution = { provider: 'cpu', unit: 'cpu', arithmetic: 'fp32' };
const hello: MessageBody = { kind: 'hello', protocol: 1, runner: 'fake', versions: {} };
const loaded: MessageBody = { kind: 'loaded', loadNs: 1, asked: execution, used: execution };
const done = (iterations: number): MessageBody => ({ kind: 'done', iterations });
const error: MessageBody = { kind: 'error', at: 'measure', code: 'failed', text: 'broke' };
const accuracy: MessageBody = { kind: 'accuracy', data: digestOf('d'), counted: 20, hits: { 'top-1': 18 } };

function samples(of: SampleKind, first: number, inference: readonly number[]): MessageBody {
  return { kind: 'samples', of, first, startNs: inference.map((_, i) => i), phases: { inference } };
}

const numbered = (bodies: readonly MessageBody[]): Message[] => bodies.map((body, seq) => ({ seq, ...body }));

function problemOf(...bodies: readonly MessageBody[]): unknown {
  const read = readSession(numbered(bodies));
  return read.ok ? 'none' : read.error.facts;
}

describe('a session', () => {
  it('is folded into what was measured', () => {
    const read = readSession(
      numbered([
        hello,
        loaded,
        samples('cold', 0, [90]),
        samples('warm-up', 1, [20]),
        samples('steady', 2, [5, 6]),
        { kind: 'memory', peakRssBytes: 10 },
        samples('steady', 4, [7]),
        { kind: 'memory', peakRssBytes: 8 },
        { kind: 'warning', code: 'w', text: 't' },
        done(3),
      ]),
    );
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const session = read.value;
    expect(session.loaded?.used).toEqual(execution);
    expect(session.samples.map(({ of, first }) => [of, first])).toEqual([
      ['cold', 0],
      ['warm-up', 1],
      ['steady', 2],
      ['steady', 4],
    ]);
    expect(durationsOf(session.samples, 'steady')).toEqual([5, 6, 7]);
    expect(durationsOf(session.samples, 'cold')).toEqual([90]);
    expect(session.peakRssBytes).toBe(10);
    expect(session.warnings).toHaveLength(1);
    expect(session.done?.iterations).toBe(3);
    expect(session.error).toBeUndefined();
  });

  it('that was cut short has no done, and unknown memory is null', () => {
    const read = readSession(numbered([hello, loaded, samples('steady', 0, [1])]));
    expect(read).toMatchObject({ ok: true, value: { peakRssBytes: null } });
    expect(read.ok && 'done' in read.value).toBe(false);
    expect(readSession([])).toEqual({ ok: true, value: { samples: [], warnings: [], peakRssBytes: null } });
  });

  it('of accuracy counts items', () => {
    expect(problemOf(hello, loaded, accuracy, done(20))).toBe('none');
    expect(problemOf(hello, loaded, accuracy, done(19))).toEqual({ line: 4, problem: 'wrong-count' });
  });

  it('may fail before it says who it is', () => {
    expect(problemOf(error)).toBe('none');
  });

  it.each<[string, number, readonly MessageBody[]]>([
    ['hello-not-first', 1, [loaded]],
    ['hello-not-first', 2, [hello, hello]],
    ['told-twice', 3, [hello, loaded, loaded]],
    ['before-loaded', 2, [hello, samples('cold', 0, [1])]],
    ['before-loaded', 2, [hello, done(0)]],
    ['after-done', 4, [hello, loaded, done(0), { kind: 'memory', peakRssBytes: 1 }]],
    ['done-after-error', 4, [hello, loaded, error, done(0)]],
    ['index-gap', 4, [hello, loaded, samples('cold', 0, [1]), samples('steady', 2, [1])]],
    ['index-gap', 3, [hello, loaded, samples('cold', 1, [1])]],
    ['kind-order', 4, [hello, loaded, samples('steady', 0, [1]), samples('warm-up', 1, [1])]],
    [
      'no-inference-phase',
      3,
      [hello, loaded, { kind: 'samples', of: 'cold', first: 0, startNs: [1], phases: { preprocess: [1] } }],
    ],
    [
      'unlike-phases',
      4,
      [
        hello,
        loaded,
        samples('cold', 0, [1]),
        { kind: 'samples', of: 'steady', first: 1, startNs: [1], phases: { inference: [1], preprocess: [1] } },
      ],
    ],
    [
      'unlike-samples',
      4,
      [
        hello,
        loaded,
        { kind: 'samples', of: 'cold', first: 0, items: 2, startNs: [1], phases: { inference: [1] } },
        samples('steady', 1, [1]),
      ],
    ],
    [
      'unlike-samples',
      4,
      [
        hello,
        loaded,
        samples('cold', 0, [1]),
        { kind: 'samples', of: 'steady', first: 1, startNs: [1], stream: [0], phases: { inference: [1] } },
      ],
    ],
    ['wrong-count', 4, [hello, loaded, samples('steady', 0, [1, 2]), done(3)]],
    ['wrong-count', 4, [hello, loaded, samples('warm-up', 0, [1]), done(1)]],
  ])('%s at line %i', (problem, line, bodies) => {
    expect(problemOf(...bodies)).toEqual({ line, problem });
  });
});
