/** Noise before an answer is measured and dropped, in whatever pieces it comes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Frame } from '#adapters/boards/frame.js';

const mark = 'orchestrate.mark.';

test('what is behind the mark comes through, wherever the pieces are cut', () => {
  const text = fc.string({ maxLength: 30 }).filter((noise) => !`${noise}${mark}`.slice(0, -1).includes(mark));
  fc.assert(
    fc.property(text, fc.string({ maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (noise, body, size) => {
      let opened: number | undefined;
      const frame = new Frame(mark, (noiseBytes) => {
        opened = noiseBytes;
      });
      const all = Buffer.from(`${noise}${mark}${body}`);
      const through: Buffer[] = [];
      for (let at = 0; at < all.length; at += size) through.push(frame.take(all.subarray(at, at + size)));
      expect(Buffer.concat(through).toString()).toBe(body);
      expect(opened).toBe(Buffer.byteLength(noise));
      expect(frame.open).toBe(true);
    }),
    { seed: 5 },
  );
});

test('who never says the mark is noise in the end', () => {
  const frame = new Frame(mark);
  expect(frame.take(Buffer.from('welcome'))).toHaveLength(0);
  expect(frame.isNoise).toBe(false);
  frame.take(Buffer.alloc(2_000_000, 'welcome '));
  expect(frame.isNoise).toBe(true);
});
