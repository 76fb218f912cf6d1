import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Plain } from '#core/canonical-json.js';
import type { Message } from '#domain/message.js';
import { createMessageReader } from '#parse/messages.js';
import { plainText } from '#parse/plain-text.js';
import { readSession } from '#parse/session.js';

const utf8 = new TextEncoder();
const execution = { provider: 'cpu', unit: 'cpu', arithmetic: 'fp32' };

/** A whole session with any number of samples in runs of any length. */
const session = fc
  .array(fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 8 }), { maxLength: 6 })
  .map((runs): Message[] => {
    const bodies: Message[] = [
      { seq: 0, kind: 'hello', protocol: 1, runner: 'r', versions: { r: '1' } },
      { seq: 1, kind: 'loaded', loadNs: 1, asked: execution, used: execution },
    ];
    let first = 0;
    for (const inference of runs) {
      bodies.push({
        seq: bodies.length,
        kind: 'samples',
        of: 'steady',
        first,
        startNs: inference,
        phases: { inference },
      });
      first += inference.length;
    }
    return [...bodies, { seq: bodies.length, kind: 'done', iterations: first }];
  });

const toBytes = (messages: readonly Message[]): Uint8Array =>
  utf8.encode(messages.map((m) => `${JSON.stringify(m)}\n`).join(''));

describe('the message reader', () => {
  it('gives the same messages however the bytes are cut', () => {
    fc.assert(
      fc.property(session, fc.array(fc.nat(400), { maxLength: 8 }), (messages, cuts) => {
        const bytes = toBytes(messages);
        const reader = createMessageReader();
        const read: Message[] = [];
        const ends = [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        let from = 0;
        for (const end of ends) {
          const pushed = reader.push(bytes.subarray(from, end));
          if (!pushed.ok) throw new Error(JSON.stringify(pushed.error));
          read.push(...pushed.value);
          from = end;
        }
        expect(read).toEqual(messages);
        expect(readSession(read).ok).toBe(true);
      }),
    );
  });

  it('never accepts a session with a line missing, doubled or swapped', () => {
    fc.assert(
      fc.property(session, fc.nat(), fc.constantFrom('drop', 'double', 'swap'), (messages, pick, deed) => {
        const at = pick % (messages.length - 1);
        const [one, next] = messages.slice(at, at + 2) as [Message, Message];
        const instead = { drop: [next], double: [one, one, next], swap: [next, one] }[deed];
        const bent = [...messages.slice(0, at), ...instead, ...messages.slice(at + 2)];
        expect(createMessageReader().push(toBytes(bent)).ok).toBe(false);
      }),
    );
  });

  it('answers any bytes with a value, and what it accepts has a canonical form', () => {
    const anyLine = fc.oneof(fc.json(), fc.string(), fc.constant('{"seq":0,"kind":"memory","peakRssBytes":1}'));
    fc.assert(
      fc.property(fc.array(anyLine), fc.uint8Array(), (lines, tail) => {
        const reader = createMessageReader(10_000);
        const read = reader.push(Uint8Array.from([...utf8.encode(`${lines.join('\n')}\n`), ...tail]));
        const messages: Plain<readonly Message[]> = read.ok ? read.value : read.error.before;
        for (const message of messages) expect(canonicalJson(message)).toContain('"seq"');
      }),
    );
  });

  it('survives hostile values in every member of a message', () => {
    const honest = { seq: 0, kind: 'hello', protocol: 1, runner: 'r', versions: { r: '1' } };
    fc.assert(
      fc.property(
        fc.constantFrom('protocol', 'runner', 'versions'),
        fc.anything({ withNullPrototype: true }),
        (member, value) => {
          const read = createMessageReader().push(utf8.encode(`${JSON.stringify({ ...honest, [member]: value })}\n`));
          const plain: Plain<readonly Message[]> = read.ok ? read.value : [];
          expect(() => canonicalJson(plain)).not.toThrow();
          if (!read.ok) expect(read.error.failure.code).toBe('runner/broken-protocol');
        },
      ),
    );
  });
});

describe('plain text', () => {
  it('is bounded, well formed, free of controls, and stays as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) }),
        fc.integer({ min: 1, max: 50 }),
        (text, max) => {
          const plain = plainText(text, max);
          expect(plain.length).toBeLessThanOrEqual(max);
          expect(plain.isWellFormed()).toBe(true);
          expect(plain).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
          expect(plainText(plain, max)).toBe(plain);
        },
      ),
    );
  });
});
