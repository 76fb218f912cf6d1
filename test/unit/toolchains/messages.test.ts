/** The writer of messages, read back by the reader of the orchestrator. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMessageReader } from '#parse/messages.js';
import { readSession, type Session } from '#parse/session.js';
import { runnerPart } from '#test/toolchains/modules.js';

const { Messages } = await runnerPart('messages');
const used = { provider: 'cpu', unit: 'cpu', arithmetic: 'fp32' };
let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orchestrate-messages-'));
  path = join(folder, 'messages');
});
afterEach(() => rmSync(folder, { recursive: true }));

function opened(): InstanceType<typeof Messages> {
  const messages = new Messages(path);
  messages.say({ kind: 'hello', protocol: 1, runner: 'test', versions: {} });
  messages.say({ kind: 'loaded', loadNs: 1, asked: used, used });
  return messages;
}

function session(): Session {
  const read = createMessageReader().push(readFileSync(path));
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const folded = readSession(read.value);
  if (!folded.ok) throw new Error(JSON.stringify(folded.error));
  return folded.value;
}

test('samples of every kind come back in order, with continuous indices', () => {
  const messages = opened();
  messages.sample('cold', 10n, 19n);
  messages.sample('warm-up', 20n, 28n);
  messages.sample('warm-up', 30n, 37n);
  messages.sample('steady', 40n, 46n);
  messages.say({ kind: 'done', iterations: 1 });
  messages.close();
  expect(session().samples).toEqual([
    { of: 'cold', first: 0, startNs: [10], phases: { inference: [9] } },
    { of: 'warm-up', first: 1, startNs: [20, 30], phases: { inference: [8, 7] } },
    { of: 'steady', first: 3, startNs: [40], phases: { inference: [6] } },
  ]);
});

test('nothing is written while samples follow each other within a second', () => {
  const messages = opened();
  const before = statSync(path).size;
  const start = process.hrtime.bigint();
  messages.sample('cold', start, start + 1n);
  for (let index = 0n; index < 120_000n; index++) messages.sample('steady', start + index, start + index + 1n);
  expect(statSync(path).size).toBe(before);
  // One that ends two seconds later by its own account.
  messages.sample('steady', start, start + 2_000_000_000n);
  expect(statSync(path).size).toBeGreaterThan(before);
  messages.say({ kind: 'done', iterations: 120_001 });
  messages.close();
  const read = session();
  expect(read.samples.reduce((sum, { startNs }) => sum + startNs.length, 0)).toBe(120_002);
  // Below what one message may hold.
  expect(Math.max(...read.samples.map(({ startNs }) => startNs.length))).toBeLessThanOrEqual(131_072);
});

test('what was measured before an error is kept', () => {
  const messages = opened();
  messages.sample('cold', 1n, 2n);
  messages.say({ kind: 'error', at: 'measure', code: 'failed', text: 'it broke' });
  messages.close();
  expect(session()).toMatchObject({ samples: [{ of: 'cold' }], error: { text: 'it broke' } });
});

test('a line of text with everything in it stays one line', () => {
  const messages = opened();
  messages.say({ kind: 'warning', code: 'odd', text: 'a\nb\u2028c "d" \u{1f600}' });
  messages.close();
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(3);
  expect(session().warnings).toHaveLength(1);
});
