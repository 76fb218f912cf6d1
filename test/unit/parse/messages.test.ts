import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/digest.js';
import { createMessageReader } from '#parse/messages.js';
import { plainText } from '#parse/plain-text.js';

const utf8 = new TextEncoder();
const execution = { provider: 'cpu', unit: 'cpu', arithmetic: 'fp32' };
const hello = { seq: 0, kind: 'hello', protocol: 1, runner: 'fake', versions: { fake: '1.2.3' } };

function readAll(lines: readonly unknown[]) {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  return createMessageReader().push(utf8.encode(text));
}

function problemOf(second: unknown): unknown {
  const read = readAll([hello, second]);
  return read.ok ? 'none' : read.error.failure.facts;
}

describe('the message reader', () => {
  it('reads every kind, whole', () => {
    const messages = [
      hello,
      {
        seq: 1,
        kind: 'loaded',
        loadNs: 5,
        asked: execution,
        used: execution,
        placement: { nodesByArithmetic: { fp32: 3 } },
      },
      { seq: 2, kind: 'samples', of: 'cold', first: 0, startNs: [10], phases: { inference: [7] } },
      {
        seq: 3,
        kind: 'samples',
        of: 'steady',
        first: 1,
        items: 8,
        startNs: [20, 21],
        stream: [1, 0],
        phases: { inference: [9, 9] },
      },
      { seq: 4, kind: 'accuracy', data: digestOf('d'), counted: 10, hits: { 'top-1': 8, 'top-5': 10 } },
      { seq: 5, kind: 'answers', digest: digestOf('a') },
      { seq: 6, kind: 'memory', peakRssBytes: 1024 },
      { seq: 7, kind: 'warning', code: 'slow', text: 'the clock is coarse' },
      { seq: 8, kind: 'error', at: 'load', code: 'refused', text: 'no kernel', operator: 'Conv' },
      { seq: 9, kind: 'done', iterations: 1 },
    ];
    expect(readAll(messages)).toEqual({ ok: true, value: messages });
  });

  it('waits for the end of a line', () => {
    const reader = createMessageReader();
    const bytes = utf8.encode(`${JSON.stringify(hello)}\n`);
    expect(reader.push(bytes.subarray(0, bytes.length - 1))).toEqual({ ok: true, value: [] });
    expect(reader.pendingBytes()).toBe(bytes.length - 1);
    expect(reader.push(bytes.subarray(bytes.length - 1))).toEqual({ ok: true, value: [hello] });
    expect(reader.pendingBytes()).toBe(0);
  });

  it('names line and problem', () => {
    expect(problemOf('{"seq":1,')).toEqual({ line: 2, problem: 'not-json' });
    expect(problemOf('[1]')).toEqual({ line: 2, problem: 'not-an-object' });
    expect(problemOf('')).toEqual({ line: 2, problem: 'not-json' });
    expect(problemOf({ seq: 2, kind: 'memory', peakRssBytes: 1 })).toEqual({
      line: 2,
      problem: 'seq-gap',
      member: 'seq',
    });
    expect(problemOf({ seq: 1, kind: 'toString' })).toEqual({ line: 2, problem: 'unknown-kind', member: 'kind' });
    expect(problemOf({ seq: 1, kind: 'done', iterations: 1, extra: 1 })).toMatchObject({
      problem: 'unknown-member',
      member: 'extra',
    });
  });

  it.each([-1, 1.5, 2 ** 53, null, '1', true, [1]])('refuses %j as a count', (value) => {
    expect(problemOf({ seq: 1, kind: 'done', iterations: value })).toEqual({
      line: 2,
      problem: 'wrong-type',
      member: 'iterations',
    });
  });

  it('refuses numbers that JSON spells and integers are not', () => {
    expect(problemOf('{"seq":1,"kind":"done","iterations":1e400}')).toMatchObject({ problem: 'wrong-type' });
    expect(problemOf('{"seq":1,"kind":"done"}')).toMatchObject({ problem: 'wrong-type', member: 'iterations' });
  });

  it('refuses names that reach a prototype', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const line = `{"seq":0,"kind":"hello","protocol":1,"runner":"x","versions":{"${name}":"1"}}`;
      const read = readAll([line]);
      expect(read.ok ? read.value : read.error.failure.facts).toEqual({
        line: 1,
        problem: 'unknown-member',
        member: `versions.${name}`,
      });
    }
    expect(Object.hasOwn(Object.prototype, '1')).toBe(false);
  });

  it('refuses arrays of unlike or absurd lengths', () => {
    const samples = { seq: 1, kind: 'samples', of: 'steady', first: 0 };
    expect(problemOf({ ...samples, startNs: [1, 2], phases: { inference: [1] } })).toMatchObject({
      problem: 'unequal-lengths',
      member: 'phases.inference',
    });
    const many = new Array(131_073).fill(1);
    expect(problemOf({ ...samples, startNs: many, phases: { inference: many } })).toMatchObject({
      problem: 'too-many',
      member: 'startNs',
    });
    expect(problemOf({ ...samples, startNs: [1], phases: { sleep: [1] } })).toMatchObject({
      problem: 'unknown-member',
      member: 'phases.sleep',
    });
  });

  it('refuses more hits than were counted', () => {
    const accuracy = { seq: 1, kind: 'accuracy', data: digestOf('d'), counted: 3, hits: { 'top-1': 4 } };
    expect(problemOf(accuracy)).toMatchObject({ problem: 'more-hits-than-counted', member: 'hits.top-1' });
  });

  it('bounds a line before it is complete, and keeps what came before it', () => {
    const reader = createMessageReader(100);
    const flooded = reader.push(utf8.encode(`${JSON.stringify(hello)}\n${'x'.repeat(101)}`));
    expect(flooded).toMatchObject({
      ok: false,
      error: { before: [hello], failure: { facts: { line: 2, problem: 'line-too-long' } } },
    });
    expect(reader.push(utf8.encode('\n'))).toMatchObject({ ok: false, error: { failure: { facts: { line: 2 } } } });
  });

  it('refuses bytes that are no text', () => {
    const read = createMessageReader().push(Uint8Array.of(0x7b, 0xff, 0x7d, 0x0a));
    expect(read.ok ? 'read' : read.error.failure.facts).toEqual({ line: 1, problem: 'not-utf8' });
  });

  it('takes control sequences out of quoted text', () => {
    const read = readAll([{ seq: 0, kind: 'hello', protocol: 1, runner: '\u001b[31mred\u001b[0m', versions: {} }]);
    expect(read).toMatchObject({ ok: true, value: [{ runner: 'red' }] });
  });
});

describe('plain text', () => {
  it('is one line without controls, and bounded', () => {
    expect(plainText('a\r\n\tb\u0007c\u202ed\u001b]0;title\u0007e', 100)).toBe('a bcde');
    expect(plainText('a\u200bb\u00adc\u{e0041}d\ufff9e\u009b2Jf', 100)).toBe('abcde2Jf');
    expect(plainText('x'.repeat(9000), 4096)).toHaveLength(4096);
    expect(plainText('\ud800z', 10)).toBe('\ufffdz');
    expect(plainText(`${'a'.repeat(9)}\u{1f600}`, 10)).toBe('a'.repeat(9));
  });
});
